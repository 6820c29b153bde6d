using Recipes.Torch.Native;
using TorchSharp;
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

/// <summary>The update of one map.</summary>
/// <param name="Up">B, (outputs, rank).</param>
/// <param name="Scale">s, such as alpha / rank.</param>
/// <param name="Magnitude">Trained lengths of the rows, (outputs); null → the rows' own.</param>
public sealed record LowRankPart(Weight Up, double Scale, Weight? Magnitude)
{
    /// <summary>Columns of B.</summary>
    public long Rank => Up.Values.shape[1];
}

/// <summary>The updates of the maps in one block, which share their input.</summary>
/// <param name="down">All A one below the other, (ranks of all targets, inputs).</param>
/// <param name="parts">Per map of the block in order; null where the map is no target.</param>
/// <param name="outputs">Width of each map.</param>
public sealed class LowRankBlock(Weight down, IReadOnlyList<LowRankPart?> parts, IReadOnlyList<int> outputs)
{
    /// <summary>Whether rows have lengths of their own: in all maps or in none.</summary>
    public bool HasMagnitudes { get; } = parts.Any(part => part?.Magnitude is not null);

    /// <summary>All A, one below the other.</summary>
    internal Weight Down => down;

    /// <summary>output + s · (input·Aᵀ)·Bᵀ, map by map, in place.</summary>
    /// <param name="output">(N, all outputs)</param>
    /// <param name="input">(N, inputs)</param>
    public Tensor AddTo(Tensor output, Tensor input)
    {
        using var scope = NewDisposeScope();
        var inner = down.Apply(input); // (N, ranks)
        foreach (var (part, start, width, row) in Targets())
        {
            output.narrow(1, start, width).addmm_(inner.narrow(1, row, part.Rank), part.Up.Values.t(), 1, (float)part.Scale);
        }

        return output;
    }

    /// <summary>Sets the gradients of A and B and gives that of the input through this update, (N, inputs).</summary>
    internal Tensor Back(Tensor slope, Tensor input)
    {
        using var scope = NewDisposeScope();
        var inner = down.Apply(input); // (N, ranks)
        var innerSlope = empty_like(inner);
        foreach (var (part, start, width, row) in Targets())
        {
            var piece = slope.narrow(1, start, width); // (N, outputs of the map)
            part.Up.Gradient?.addmm_(piece.t(), inner.narrow(1, row, part.Rank), 0, (float)part.Scale);
            innerSlope.narrow(1, row, part.Rank).addmm_(piece, part.Up.Values, 0, (float)part.Scale);
        }

        return down.Back(innerSlope, input).MoveToOuterDisposeScope();
    }

    /// <summary>Multiplies each column of the output by m / ‖W + s·B·A‖ of its row, in place.</summary>
    /// <param name="output">(N, all outputs), without a bias.</param>
    /// <param name="weight">W, (all outputs, inputs).</param>
    internal void Stretch(Tensor output, Tensor weight)
    {
        using var scope = NewDisposeScope();
        foreach (var (magnitude, lengths, start, width) in Lengths(weight))
        {
            output.narrow(1, start, width).mul_(magnitude.Values.div(lengths).to(output.dtype));
        }
    }

    /// <summary>Adds the magnitudes' gradients and replaces the slope by the one before <see cref="Stretch"/>. The lengths
    /// count as constants, as the authors propose (Liu et al. 2024, section 4.3).</summary>
    /// <param name="slope">(N, all outputs)</param>
    /// <param name="output">Before the stretch, (N, all outputs).</param>
    /// <param name="weight">W, (all outputs, inputs).</param>
    internal void StretchBack(Tensor slope, Tensor output, Tensor weight)
    {
        using var scope = NewDisposeScope();
        foreach (var (magnitude, lengths, start, width) in Lengths(weight))
        {
            var piece = slope.narrow(1, start, width);
            var product = piece.mul(output.narrow(1, start, width)).to(ScalarType.Float64).sum([0]);
            magnitude.Gradient?.Increase(product.to(ScalarType.Float32).div(lengths));
            piece.mul_(magnitude.Values.div(lengths).to(slope.dtype));
        }
    }

    /// <summary>The rows' lengths of each map, (outputs) float32, without making W + s·B·A:
    /// ‖w + s·b·A‖² = ‖w‖² + 2s·b·(A·w) + s²·b·(A·Aᵀ)·bᵀ.</summary>
    private IEnumerable<(Weight Magnitude, Tensor Lengths, int Start, int Width)> Lengths(Tensor weight)
    {
        var crossed = down.Values.mm(weight.t()).to(ScalarType.Float32); // (ranks, all outputs)
        foreach (var (part, start, width, row) in Targets())
        {
            using var twice = (2 * part.Scale).ToScalar();
            using var square = (part.Scale * part.Scale).ToScalar();
            var rows = weight.narrow(0, start, width).to(ScalarType.Float32);
            var up = part.Up.Values.to(ScalarType.Float32); // (outputs, rank)
            var a = down.Values.narrow(0, row, part.Rank).to(ScalarType.Float32); // (rank, inputs)
            var cross = crossed.narrow(0, row, part.Rank).narrow(1, start, width).t().mul(up).sum([1]).mul(twice);
            var own = up.mm(a.mm(a.t())).mul(up).sum([1]).mul(square);
            var lengths = rows.square().sum([1]).Plus(cross).Plus(own).sqrt();
            yield return (part.Magnitude!, lengths, start, width); // callers ask only where there are magnitudes
        }
    }

    /// <summary>The updated maps: their first output, their width, their first row of A.</summary>
    internal IEnumerable<(LowRankPart Part, int Start, int Width, long Row)> Targets()
    {
        var (start, row) = (0, 0L);
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is { } part)
            {
                yield return (part, start, outputs[i], row);
                row += part.Rank;
            }

            start += outputs[i];
        }
    }
}
