using System.Runtime.InteropServices;
using Recipes.Torch.Native;
using Recipes.Torch.Quantization;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>The tensors of a layout in memory, for computing or for training.</summary>
/// <remarks>Matrices are multiplied in the precision asked for; vectors (norms and biases) always in float32. While training, a float32
/// master holds the truth, and bf16 matrices are a copy of it that every optimizer step renews.</remarks>
public sealed class FlatWeights : IDisposable
{
    private const long ElementsAtOnce = 1 << 20; // bounds the float32 copy; a multiple of the optimizer's blocks

    private readonly Tensor _matrices; // in the precision; of the master itself where that is float32
    private readonly Tensor _norms; // float32; a view of the master where there is one
    private readonly Tensor? _layerGradients; // of one layer's matrices in one part of a step, in the precision; null unless training
    private readonly Tensor? _vectorGradients; // of all vectors in one part of a step, float32
    private readonly List<Weight> _views = [];
    private readonly bool _isTwin;
    private readonly Dictionary<string, Nf4Tensor> _quantized = new(StringComparer.Ordinal);

    /// <summary>Takes memory for a layout; all values are zero until they are written.</summary>
    /// <param name="layout">What stands where.</param>
    /// <param name="precision">Float32 or BFloat16: what matrices are multiplied in.</param>
    /// <param name="trains">True → gradients are kept, and a float32 master.</param>
    /// <param name="keepsHalf">True → no master: what is trained is kept in the precision alone.</param>
    public FlatWeights(WeightLayout layout, ScalarType precision, bool trains, bool keepsHalf = false)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        Precision = precision;
        using var scope = NewDisposeScope();
        var norms = layout.Elements - layout.MatrixElements;
        if (trains)
        {
            Gradients = zeros(layout.Elements).DetachFromDisposeScope();
            (_layerGradients, _vectorGradients) = PartGradients(layout, precision);
        }

        if (trains && !(keepsHalf && precision != ScalarType.Float32))
        {
            Master = zeros(layout.Elements).DetachFromDisposeScope();
            _norms = Master.narrow(0, layout.MatrixElements, norms).DetachFromDisposeScope();
            _matrices = precision == ScalarType.Float32
                ? Master.narrow(0, 0, layout.MatrixElements).DetachFromDisposeScope()
                : zeros(layout.MatrixElements, precision).DetachFromDisposeScope();
        }
        else
        {
            _norms = zeros(norms).DetachFromDisposeScope();
            _matrices = zeros(layout.MatrixElements, precision).DetachFromDisposeScope();
        }
    }

    /// <summary>Takes memory for frozen weights whose last matrices will be in four bits.</summary>
    /// <param name="layout">What stands where.</param>
    /// <param name="precision">Of the other matrices, and of the quantized ones when they are multiplied.</param>
    /// <param name="denseElements">Elements of the matrices before the first quantized one.</param>
    internal FlatWeights(WeightLayout layout, ScalarType precision, long denseElements)
    {
        (Layout, Precision) = (layout, precision);
        using var scope = NewDisposeScope();
        _norms = zeros(layout.Elements - layout.MatrixElements).DetachFromDisposeScope();
        _matrices = zeros(denseElements, precision).DetachFromDisposeScope();
    }

    /// <summary>The same values and sums, with room for the gradients of a part of its own.</summary>
    private FlatWeights(FlatWeights of)
    {
        (Layout, Precision, Master, _matrices, _norms) = (of.Layout, of.Precision, of.Master, of._matrices, of._norms);
        (_isTwin, Gradients, _quantized) = (true, of.Gradients, of._quantized);
        if (Gradients is not null)
        {
            using var scope = NewDisposeScope();
            (_layerGradients, _vectorGradients) = PartGradients(Layout, Precision);
        }
    }

    /// <summary>What stands where.</summary>
    public WeightLayout Layout { get; }

    /// <summary>What matrices are multiplied in.</summary>
    public ScalarType Precision { get; }

    /// <summary>All values in float32; null unless training, and where what is trained is kept in bf16.</summary>
    public Tensor? Master { get; }

    /// <summary>The gradient of every value in float32, summed over the parts of a step; null unless training.</summary>
    public Tensor? Gradients { get; }

    /// <summary>These values and sums of gradients, not copied, with room for the gradients of a part of its own: for
    /// another thread. Dispose it before this.</summary>
    public FlatWeights Twin() => new(this);

    /// <summary>Neighbouring matrices with the same number of columns as one. Owned by this object; call it once per
    /// matrix, when modules are built.</summary>
    /// <param name="first">The first name.</param>
    /// <param name="last">The last name; the same for one alone.</param>
    public Weight Matrix(string first, string last)
    {
        var slot = Layout[first];
        var elements = Layout[last].Start + Layout[last].Elements - slot.Start;
        long[] shape = [elements / slot.Shape[1], slot.Shape[1]];
        return WeightLayout.LayerOf(first) is { } layer
            ? View(_matrices, slot.Start, _layerGradients, slot.Start - Layout.Layer(layer).Start, shape)
            : View(_matrices, slot.Start, null, 0, shape); // embedding and head are collected by whoever computes them
    }

    /// <summary>The same for a product: in four bits where they are quantized.</summary>
    internal IMatrix Product(string first, string last) => !_quantized.ContainsKey(first) ? Matrix(first, last)
        : new Nf4Matrix([.. Layout.Slots.SkipWhile(slot => slot.Name != first)
            .TakeWhile(slot => slot.Start <= Layout[last].Start).Select(slot => _quantized[slot.Name])], Precision);

    /// <summary>Keeps a matrix in four bits.</summary>
    internal void Quantize(WeightSlot slot, Tensor values) =>
        _quantized[slot.Name] = Nf4Tensor.Quantize(values, (int)slot.Shape[1]);

    /// <summary>Whether a matrix is to be in four bits; what is written to its values is lost.</summary>
    internal bool WillQuantize(WeightSlot slot) => Layout.IsMatrix(slot) && slot.Start >= _matrices.numel();

    /// <summary>Whether a matrix is in four bits already.</summary>
    internal bool IsQuantized(WeightSlot slot) => _quantized.ContainsKey(slot.Name);

    /// <summary>Bytes of the matrices in four bits, their scales included.</summary>
    internal long QuantizedBytes => _quantized.Values.Sum(tensor => tensor.Bytes);

    /// <summary>The matrices in four bits by name.</summary>
    internal IReadOnlyDictionary<string, Nf4Tensor> Quantized => _quantized;

    /// <summary>Neighbouring vectors, norms or biases, as one in float32; owned as matrices are.</summary>
    /// <param name="first">The first name.</param>
    /// <param name="last">The last name; null for one alone.</param>
    public Weight Vector(string first, string? last = null)
    {
        var slot = Layout[first];
        var elements = Layout[last ?? first].Start + Layout[last ?? first].Elements - slot.Start;
        var start = slot.Start - Layout.MatrixElements;
        return View(_norms, start, _vectorGradients, start, [elements]);
    }

    /// <summary>The values of one tensor where they are true: in the master while training; a new float32 tensor where it
    /// is in four bits. The caller disposes the view.</summary>
    public Tensor Values(WeightSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        using var scope = NewDisposeScope();
        if (_quantized.TryGetValue(slot.Name, out var quantized))
        {
            return quantized.Dequantize(ScalarType.Float32).MoveToOuterDisposeScope();
        }

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

    /// <summary>The tensors in which all values are true, with names for a checkpoint: the master, or matrices and
    /// vectors.</summary>
    public IReadOnlyList<(string Name, Tensor Values)> Truth =>
        Master is not null ? [("values", Master)] : [("matrices", _matrices), ("vectors", _norms)];

    /// <summary>Lets neighbouring values, matrices or vectors, be changed in float32, all at once or part by part.</summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    /// <param name="rounding">Start of the random numbers by which bf16 values are rounded.</param>
    /// <param name="change">Gets the offset of the part, and its values to change in place.</param>
    internal void Change(long start, long count, ulong rounding, Action<long, Tensor> change)
    {
        using var scope = NewDisposeScope();
        if (Master is not null || start >= Layout.MatrixElements)
        {
            change(0, Master?.narrow(0, start, count) ?? _norms.narrow(0, start - Layout.MatrixElements, count));
            return;
        }

        for (long offset = 0; offset < count; offset += ElementsAtOnce)
        {
            using var part = NewDisposeScope();
            var at = start + offset;
            var halves = _matrices.narrow(0, at, Math.Min(ElementsAtOnce, count - offset));
            var floats = halves.to(ScalarType.Float32);
            change(offset, floats);
            Lanes.NarrowByChance(
                MemoryMarshal.Cast<byte, float>(floats.bytes), MemoryMarshal.Cast<byte, ushort>(halves.bytes),
                i => SeededNumbers.Word(rounding, at + i)); // a quarter as many words as values: no two parts share one
        }
    }

    /// <summary>Sets the float32 gradients to zero.</summary>
    public void ClearGradients() => Gradients?.zero_().Dispose();

    /// <summary>Adds what a part gave to a layer's matrices to the sums.</summary>
    /// <param name="layer">Its number; one without trained matrices has nothing to add.</param>
    public void CollectLayer(int layer)
    {
        var (start, count) = Layout.Layer(layer);
        if (Gradients is not null && _layerGradients is not null && count > 0)
        {
            using var scope = NewDisposeScope();
            Gradients.narrow(0, start, count).Increase(_layerGradients.narrow(0, 0, count));
        }
    }

    /// <summary>Adds what a part gave to all vectors to the sums, and makes room for the next part.</summary>
    public void CollectVectors()
    {
        if (Gradients is not null && _vectorGradients is not null)
        {
            using var scope = NewDisposeScope();
            Gradients.narrow(0, Layout.MatrixElements, _vectorGradients.numel()).Increase(_vectorGradients);
            _vectorGradients.zero_();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var view in _views)
        {
            view.Values.Dispose();
            view.Gradient?.Dispose();
        }

        Tensor?[] owned = _isTwin ? [] : [_matrices, _norms, Master, Gradients];
        foreach (var tensor in (Tensor?[])[.. owned, _layerGradients, _vectorGradients])
        {
            tensor?.Dispose();
        }
    }

    private static (Tensor Layer, Tensor Vectors) PartGradients(WeightLayout layout, ScalarType precision) =>
        (zeros(layout.LargestLayer, precision).DetachFromDisposeScope(),
            zeros(layout.Elements - layout.MatrixElements).DetachFromDisposeScope());

    private Weight View(Tensor flat, long start, Tensor? gradients, long gradientStart, long[] shape)
    {
        using var scope = NewDisposeScope();
        var elements = shape.Aggregate(1L, (product, size) => product * size);
        var view = new Weight(
            flat.narrow(0, start, elements).view(shape).DetachFromDisposeScope(),
            gradients?.narrow(0, gradientStart, elements).view(shape).DetachFromDisposeScope());
        _views.Add(view);
        return view;
    }
}
