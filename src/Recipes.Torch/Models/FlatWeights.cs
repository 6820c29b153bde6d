using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>The tensors of a layout in memory, for computing or for training.</summary>
/// <remarks>Matrices are multiplied in the precision asked for; norms always in float32. While training, a float32
/// master holds the truth, and bf16 matrices are a copy of it that every optimizer step renews.</remarks>
public sealed class FlatWeights : IDisposable
{
    private readonly Tensor _matrices; // in the precision; of the master itself where that is float32
    private readonly Tensor _norms; // float32; a view of the master where there is one
    private readonly List<(Tensor Leaf, WeightSlot First, long Elements)> _leaves = [];
    private Tensor? _matrixGradients; // in the precision; a view of Gradients where that is float32

    /// <summary>Takes memory for a layout; the values are undefined until they are written.</summary>
    /// <param name="layout">What stands where.</param>
    /// <param name="precision">Float32 or BFloat16: what matrices are multiplied in.</param>
    /// <param name="trains">True → a float32 master and gradients are kept.</param>
    public FlatWeights(WeightLayout layout, ScalarType precision, bool trains)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        Precision = precision;
        using var scope = NewDisposeScope();
        var norms = layout.Elements - layout.MatrixElements;
        if (trains)
        {
            Master = zeros(layout.Elements).DetachFromDisposeScope();
            Gradients = zeros(layout.Elements).DetachFromDisposeScope();
            _norms = Master.narrow(0, layout.MatrixElements, norms).DetachFromDisposeScope();
            _matrices = precision == ScalarType.Float32
                ? Master.narrow(0, 0, layout.MatrixElements).DetachFromDisposeScope()
                : zeros(layout.MatrixElements, precision).DetachFromDisposeScope();
            _matrixGradients = precision == ScalarType.Float32
                ? Gradients.narrow(0, 0, layout.MatrixElements).DetachFromDisposeScope()
                : zeros(layout.MatrixElements, precision).DetachFromDisposeScope();
        }
        else
        {
            _norms = zeros(norms).DetachFromDisposeScope();
            _matrices = zeros(layout.MatrixElements, precision).DetachFromDisposeScope();
        }
    }

    /// <summary>What stands where.</summary>
    public WeightLayout Layout { get; }

    /// <summary>What matrices are multiplied in.</summary>
    public ScalarType Precision { get; }

    /// <summary>All values in float32; null unless training.</summary>
    public Tensor? Master { get; }

    /// <summary>The gradient of every value in float32; null unless training.</summary>
    public Tensor? Gradients { get; }

    /// <summary>Neighbouring matrices with the same number of columns as one, as a leaf of the graph where training.
    /// Owned by this object; call it once per matrix, when modules are built.</summary>
    /// <param name="first">The first name.</param>
    /// <param name="last">The last name; the same for one alone.</param>
    /// <param name="tracks">False → without gradient even while training.</param>
    public Tensor Matrix(string first, string last, bool tracks = true)
    {
        var start = Layout[first];
        var elements = Layout[last].Start + Layout[last].Elements - start.Start;
        return Leaf(_matrices, start.Start, start, elements, [elements / start.Shape[1], start.Shape[1]], tracks);
    }

    /// <summary>A norm's weights in float32, as a leaf of the graph where training.</summary>
    public Tensor Norm(string name)
    {
        var slot = Layout[name];
        return Leaf(_norms, slot.Start - Layout.MatrixElements, slot, slot.Elements, [.. slot.Shape], tracks: true);
    }

    /// <summary>The values of one tensor where they are true: in the master while training. The caller disposes the view.</summary>
    public Tensor Values(WeightSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        using var scope = NewDisposeScope();
        var flat = Master is not null ? Master.narrow(0, slot.Start, slot.Elements)
            : slot.Start < Layout.MatrixElements ? _matrices.narrow(0, slot.Start, slot.Elements)
            : _norms.narrow(0, slot.Start - Layout.MatrixElements, slot.Elements);
        return flat.view([.. slot.Shape]).MoveToOuterDisposeScope();
    }

    /// <summary>After the master changed: renews the bf16 matrices.</summary>
    public void Renew()
    {
        if (Master is not null && Precision != ScalarType.Float32)
        {
            using var scope = NewDisposeScope();
            _matrices.copy_(Master.narrow(0, 0, Layout.MatrixElements));
        }
    }

    /// <summary>Sets every gradient to zero.</summary>
    public void ClearGradients()
    {
        Gradients?.zero_().Dispose();
        if (Precision != ScalarType.Float32)
        {
            _matrixGradients?.zero_().Dispose();
        }
    }

    /// <summary>Adds what a backward pass left in bf16 to the float32 gradients, and clears it.</summary>
    public void CollectGradients()
    {
        if (Gradients is not null && _matrixGradients is not null && Precision != ScalarType.Float32)
        {
            using var scope = NewDisposeScope();
            Gradients.narrow(0, 0, Layout.MatrixElements).add_(_matrixGradients);
            _matrixGradients.zero_();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (leaf, _, _) in _leaves)
        {
            leaf.Dispose();
        }

        foreach (var tensor in (Tensor?[])[_matrices, _norms, _matrixGradients, Master, Gradients])
        {
            tensor?.Dispose();
        }
    }

    private Tensor Leaf(Tensor flat, long at, WeightSlot first, long elements, long[] shape, bool tracks)
    {
        using var scope = NewDisposeScope();
        var leaf = flat.narrow(0, at, elements).view(shape).detach();
        if (Gradients is not null && _matrixGradients is not null && tracks)
        {
            leaf.requires_grad_(true);
            var gradients = first.Start < Layout.MatrixElements ? _matrixGradients : Gradients;
            leaf.grad = gradients.narrow(0, first.Start, elements).view(shape);
        }

        _leaves.Add((leaf.DetachFromDisposeScope(), first, elements));
        return leaf;
    }
}
