using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>The low-rank updates of an adapter by layer and block.</summary>
public sealed class LowRankUpdates
{
    private readonly Dictionary<(int Layer, LinearBlock Block), LowRankBlock> _blocks = [];

    /// <summary>The update of a block, or null where it has none.</summary>
    public LowRankBlock? Of(int layer, LinearBlock block) => _blocks.GetValueOrDefault((layer, block));

    /// <summary>Adds a block's update.</summary>
    public void Add(int layer, LinearBlock block, LowRankBlock update) => _blocks.Add((layer, block), update);
}

/// <summary>The updates of the maps in one block, which share their input.</summary>
/// <param name="down">All A one below the other, (maps · rank, inputs).</param>
/// <param name="ups">Per map of the block in order: B, (outputs, rank), or null where the map is no target.</param>
/// <param name="outputs">Width of each map.</param>
/// <param name="scale">alpha / rank.</param>
public sealed class LowRankBlock(Tensor down, IReadOnlyList<Tensor?> ups, IReadOnlyList<int> outputs, double scale)
{
    /// <summary>output + scale · (input·Aᵀ)·Bᵀ, map by map.</summary>
    /// <param name="output">(N, all outputs)</param>
    /// <param name="input">(N, inputs)</param>
    public Tensor AddTo(Tensor output, Tensor input)
    {
        using var scope = NewDisposeScope();
        var rank = down.shape[0] / ups.Count(up => up is not null);
        var inner = (nn.functional.linear(input, down) * scale).split(rank, 1); // per target (N, rank)
        var parts = ups.Count == 1 ? [output] : output.split([.. outputs.Select(width => (long)width)], 1);
        var target = 0;
        var updated = parts.Select((part, i) =>
            ups[i] is { } up ? part + nn.functional.linear(inner[target++], up) : part).ToArray();
        return (updated.Length == 1 ? updated[0] : cat(updated, 1)).MoveToOuterDisposeScope();
    }
}
