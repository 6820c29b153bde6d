using Recipes.Torch.Files;

namespace Recipes.Torch.Models;

/// <summary>One of the seven linear maps of a layer.</summary>
/// <param name="Path">Its module path below the layer, such as <c>self_attn.q_proj</c>.</param>
/// <param name="Inputs">Width in.</param>
/// <param name="Outputs">Width out.</param>
/// <param name="Block">The matrix it is computed in: maps with the same input are one product.</param>
public sealed record LinearPart(string Path, int Inputs, int Outputs, LinearBlock Block)
{
    /// <summary>The last word of the path, such as <c>q_proj</c>: what adapters name as target.</summary>
    public string Name => Path[(Path.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>The seven in the order of the buffer.</summary>
    public static IReadOnlyList<LinearPart> All(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return
        [
            new("self_attn.q_proj", config.Hidden, config.QueryWidth, LinearBlock.Attention),
            new("self_attn.k_proj", config.Hidden, config.KeyWidth, LinearBlock.Attention),
            new("self_attn.v_proj", config.Hidden, config.KeyWidth, LinearBlock.Attention),
            new("self_attn.o_proj", config.QueryWidth, config.Hidden, LinearBlock.Output),
            new("mlp.gate_proj", config.Hidden, config.Intermediate, LinearBlock.GateUp),
            new("mlp.up_proj", config.Hidden, config.Intermediate, LinearBlock.GateUp),
            new("mlp.down_proj", config.Intermediate, config.Hidden, LinearBlock.Down),
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

    /// <summary>Gate and up.</summary>
    GateUp,

    /// <summary>Down.</summary>
    Down,
}
