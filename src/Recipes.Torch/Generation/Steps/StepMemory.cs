using Recipes.Torch.Files;
using Recipes.Torch.Native;

namespace Recipes.Torch.Generation.Steps;

/// <summary>A token to compute.</summary>
/// <param name="Id">Of the vocabulary.</param>
/// <param name="Place">In its sequence, from 0; all places before it are in the cache, or earlier in the same
/// step.</param>
/// <param name="Length">Tokens of its sequence in all: what dynamic rotary scaling depends on.</param>
/// <param name="Cache">Of its sequence.</param>
internal readonly record struct StepToken(int Id, int Place, int Length, SequenceCache Cache);

/// <summary>What a step writes, row by row; kept from step to step.</summary>
internal sealed class StepMemory(ModelConfig config)
{
    /// <summary>(N, C): the residual stream.</summary>
    public FloatRows Stream { get; } = new(config.Hidden);

    /// <summary>(N, C): normed, what goes into a product.</summary>
    public FloatRows Normed { get; } = new(config.Hidden);

    /// <summary>(N, (H+2K)·D): queries, keys and values.</summary>
    public FloatRows Mixed { get; } = new(config.QueryWidth + (2 * config.KeyWidth));

    /// <summary>(N, H·D): what attention gives.</summary>
    public FloatRows Attended { get; } = new(config.QueryWidth);

    /// <summary>(N, C): what half a layer adds to the stream.</summary>
    public FloatRows Added { get; } = new(config.Hidden);

    /// <summary>(N, 2I) or (N, I).</summary>
    public FloatRows GateUp { get; } = new(config.Intermediate * (config.Activation == Activation.SwiGlu ? 2 : 1));

    /// <summary>(N, I)</summary>
    public FloatRows Inner { get; } = new(config.Intermediate);

    /// <summary>(N, V)</summary>
    public FloatRows Logits { get; } = new(config.Vocabulary);

    /// <summary>Makes room for so many tokens.</summary>
    public void Reach(int tokens)
    {
        FloatRows[] all = [Stream, Normed, Mixed, Attended, Added, GateUp, Inner];
        foreach (var rows in all)
        {
            rows.Reach(tokens);
        }

        FloatRows[] inputs = [Normed, Attended, Inner];
        foreach (var rows in inputs)
        {
            rows.ReachPairs();
        }
    }
}
