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
/// <param name="down">All A one below the other, (targets · rank, inputs).</param>
/// <param name="ups">Per map of the block in order: B, (outputs, rank), or null where the map is no target.</param>
/// <param name="outputs">Width of each map.</param>
/// <param name="scale">s = alpha / rank.</param>
public sealed class LowRankBlock(Weight down, IReadOnlyList<Weight?> ups, IReadOnlyList<int> outputs, double scale)
{
    private readonly long _rank = down.Values.shape[0] / ups.Count(up => up is not null);

    /// <summary>output + s · (input·Aᵀ)·Bᵀ, map by map, in place.</summary>
    /// <param name="output">(N, all outputs)</param>
    /// <param name="input">(N, inputs)</param>
    public Tensor AddTo(Tensor output, Tensor input)
    {
        using var scope = NewDisposeScope();
        var inner = down.Apply(input); // (N, targets · rank)
        foreach (var (up, part, target) in Targets())
        {
            output.narrow(1, part.Start, part.Width).addmm_(Inner(inner, target), up.Values.t(), 1, (float)scale);
        }

        return output;
    }

    /// <summary>Sets the gradients of A and B and gives that of the input through this update, (N, inputs).</summary>
    internal Tensor Back(Tensor slope, Tensor input)
    {
        using var scope = NewDisposeScope();
        var inner = down.Apply(input); // (N, targets · rank)
        var innerSlope = empty_like(inner);
        foreach (var (up, part, target) in Targets())
        {
            var piece = slope.narrow(1, part.Start, part.Width); // (N, outputs of the map)
            up.Gradient?.addmm_(piece.t(), Inner(inner, target), 0, (float)scale);
            Inner(innerSlope, target).addmm_(piece, up.Values, 0, (float)scale);
        }

        return down.Back(innerSlope, input).MoveToOuterDisposeScope();
    }

    private Tensor Inner(Tensor inner, int target) => inner.narrow(1, target * _rank, _rank);

    private IEnumerable<(Weight Up, (int Start, int Width) Part, int Target)> Targets()
    {
        var (start, target) = (0, 0);
        for (var i = 0; i < ups.Count; i++)
        {
            if (ups[i] is { } up)
            {
                yield return (up, (start, outputs[i]), target++);
            }

            start += outputs[i];
        }
    }
}
