using Recipes.Torch.Files;

namespace Recipes.Torch.Models;

/// <summary>One of the linear maps of a layer.</summary>
/// <param name="Path">Its module path below the layer, such as <c>self_attn.q_proj</c>.</param>
/// <param name="Inputs">Width in.</param>
/// <param name="Outputs">Width out.</param>
/// <param name="Block">The matrix it is computed in: maps with the same input are one product.</param>
/// <param name="HasBias">Whether a bias is added.</param>
public sealed record LinearPart(string Path, int Inputs, int Outputs, LinearBlock Block, bool HasBias)
{
    /// <summary>The last word of the path, such as <c>q_proj</c>: what adapters name as target.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>The maps of a layer in the order of the buffer.</summary>
    public static IReadOnlyList<LinearPart> All(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var facts = config.Facts;
        int[] mixes = [config.QueryWidth, config.KeyWidth, config.KeyWidth];
        int[] mixWidths = facts.Mix.Count == 1 ? [mixes.Sum()] : mixes;
        var ups = config.Activation == Activation.SwiGlu ? 2 : 1;
        var upWidth = config.Intermediate * ups / facts.Up.Count;
        return
        [
            .. facts.Mix.Zip(mixWidths, (path, width) =>
                new LinearPart(path, config.Hidden, width, LinearBlock.Attention, config.HasMixBias)),
            new(facts.Output, config.QueryWidth, config.Hidden, LinearBlock.Output, config.HasOutputBias),
            .. facts.Up.Select(path =>
                new LinearPart(path, config.Hidden, upWidth, LinearBlock.GateUp, config.HasFeedForwardBias)),
            new(facts.Down, config.Intermediate, config.Hidden, LinearBlock.Down, config.HasFeedForwardBias),
        ];
    }
}

/// <summary>The matrix products of a layer.</summary>
public enum LinearBlock
{
    /// <summary>Query, key and value.</summary>
    Attention,

    /// <summary>The attention's output.</summary>
    Output,

    /// <summary>Gate and up, or what the family has in their place.</summary>
    GateUp,

    /// <summary>Down.</summary>
    Down,
}
