using Recipes.Torch.Files;
using Recipes.Torch.Native;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>Norms queries and keys per head where the family does, and turns them by their positions.</summary>
/// <remarks>Pairs are neighbours or the two halves of the part of a head that turns, as the family has it.</remarks>
internal sealed class HeadKernels(ModelConfig config)
{
    private readonly int _turned = config.RotarySize;
    private readonly RotaryTables _tables = new(config);

    /// <summary>Normed and turned heads, (N, H+2K, D) in float32; values pass through.</summary>
    /// <param name="mixed">(N, (H+2K)·D), queries first, then keys, then values.</param>
    /// <param name="places">Of N tokens.</param>
    /// <param name="queryNorm">Null where heads are not normed.</param>
    /// <param name="keyNorm">The same for keys.</param>
    public Tensor Forward(Tensor mixed, Places places, Weight? queryNorm, Weight? keyNorm)
    {
        var longest = (int)places.Positions.Max() + 1;
        var size = config.HeadSize;
        var heads = empty([mixed.shape[0], mixed.shape[1] / size, size], ScalarType.Float32);
        var (input, output) = (new TensorRows(mixed), new TensorRows(heads, (int)mixed.shape[1]));
        var query = Rows(queryNorm?.Values) is { } q ? q.Floats(0) : [];
        var key = Rows(keyNorm?.Values) is { } k ? k.Floats(0) : [];
        var scratch = new float[input.Width];
        for (var row = 0; row < input.Count; row++)
        {
            var turned = output.Floats(row);
            input.Read(row, scratch).CopyTo(turned);
            Apply(turned, places.Positions[row], _tables.Of(places.Lengths[row], longest), query, key);
        }

        return heads;
    }

    /// <summary>The same for one token in place.</summary>
    /// <param name="heads">((H+2K)·D), queries first, then keys, then values.</param>
    /// <param name="place">Of the token.</param>
    /// <param name="lengthTokens">Of its sequence.</param>
    /// <param name="queryNorm">(D), or empty where heads are not normed.</param>
    /// <param name="keyNorm">The same for keys.</param>
    public void Apply(
        Span<float> heads, int place, int lengthTokens, ReadOnlySpan<float> queryNorm, ReadOnlySpan<float> keyNorm) =>
        Apply(heads, place, _tables.Of(lengthTokens, place + 1), queryNorm, keyNorm);

    /// <summary>Replaces the gradient by the heads, (N, H+2K, D) in float32, by the one by <paramref name="mixed"/>,
    /// and adds to
    /// those of the norms.</summary>
    public void Backward(Tensor slope, Tensor mixed, Places places, Weight? queryNorm, Weight? keyNorm)
    {
        var size = config.HeadSize;
        var (dy, input) = (new TensorRows(slope, (int)mixed.shape[1]), new TensorRows(mixed));
        var (query, key) = (Rows(queryNorm?.Values), Rows(keyNorm?.Values));
        var (querySlope, keySlope) = (Rows(queryNorm?.Gradient), Rows(keyNorm?.Gradient));
        var longest = (int)places.Positions.Max() + 1;
        var (inputs, weighted) = (new float[input.Width], new float[size]);
        for (var row = 0; row < input.Count; row++)
        {
            var d = dy.Floats(row);
            var x = input.Read(row, inputs);
            var table = _tables.Of(places.Lengths[row], longest);
            for (var head = 0; head < config.Heads + config.KeyValueHeads; head++)
            {
                var part = d.Slice(head * size, size);
                Turn(part, table, places.Positions[row], sign: -1);
                if ((head < config.Heads ? query : key) is { } norm)
                {
                    var sum = head < config.Heads ? querySlope : keySlope;
                    NormBackward(part, x.Slice(head * size, size), norm, sum, weighted);
                }
            }
        }
    }

    private void NormBackward(
        Span<float> d, ReadOnlySpan<float> x, TensorRows weight, TensorRows? slope, Span<float> weighted)
    {
        var r = RowKernels.InverseRoot(x, config.NormEpsilon);
        if (slope is { } sum)
        {
            Lanes.AddProduct(d, x, r, sum.Floats(0));
        }

        Lanes.Multiply(d, weight.Floats(0), 1, weighted);
        var shrink = -r * r * r * Lanes.Dot(weighted, x) / x.Length;
        d.Clear();
        Lanes.AddScaled(weighted, r, x, shrink, d);
    }

    private void Apply(
        Span<float> heads, long place, RotaryTables.Table table, ReadOnlySpan<float> queryNorm, ReadOnlySpan<float> keyNorm)
    {
        for (var head = 0; head < config.Heads + config.KeyValueHeads; head++)
        {
            var part = heads.Slice(head * config.HeadSize, config.HeadSize);
            var norm = head < config.Heads ? queryNorm : keyNorm;
            if (!norm.IsEmpty)
            {
                Lanes.Multiply(part, norm, RowKernels.InverseRoot(part, config.NormEpsilon), part);
            }

            Turn(part, table, place, sign: 1);
        }
    }

    private static TensorRows? Rows(Tensor? tensor) => tensor is null ? null : new(tensor);

    private void Turn(Span<float> head, RotaryTables.Table table, long position, float sign)
    {
        var cosines = table.Cosine(position);
        var sines = table.Sine(position);
        var part = head[.._turned];
        if (config.Facts.PairsNeighbours)
        {
            Lanes.RotateNeighbours(part, cosines, sines, sign);
        }
        else
        {
            Lanes.Rotate(part[..(_turned / 2)], part[(_turned / 2)..], cosines, sines, sign);
        }
    }
}
