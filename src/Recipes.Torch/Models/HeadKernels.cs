using Recipes.Torch.Files;
using Recipes.Torch.Native;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>Norms queries and keys per head where the family does, and turns them by their positions.</summary>
/// <remarks>Angles p · θ^(−2i/D) for place p and pair i; the two halves of a head are the members of its
/// pairs.</remarks>
internal sealed class HeadKernels(ModelConfig config)
{
    private const int FirstPlaces = 512; // the tables grow with the longest row seen

    private readonly int _half = config.HeadSize / 2;
    private Tables _tables = new([], []); // replaced as one: threads share it

    /// <summary>Normed and turned heads, (N, H+2K, D) in float32; values pass through.</summary>
    /// <param name="mixed">(N, (H+2K)·D), queries first, then keys, then values.</param>
    /// <param name="positions">N places.</param>
    /// <param name="queryNorm">Null where heads are not normed.</param>
    /// <param name="keyNorm">The same for keys.</param>
    public Tensor Forward(Tensor mixed, long[] positions, Weight? queryNorm, Weight? keyNorm)
    {
        Reach((int)positions.Max() + 1);
        var size = config.HeadSize;
        var heads = empty([mixed.shape[0], mixed.shape[1] / size, size], ScalarType.Float32);
        var (input, output) = (new TensorRows(mixed), new TensorRows(heads, (int)mixed.shape[1]));
        var (query, key) = (Rows(queryNorm?.Values), Rows(keyNorm?.Values));
        var scratch = new float[input.Width];
        for (var row = 0; row < input.Count; row++)
        {
            var turned = output.Floats(row);
            input.Read(row, scratch).CopyTo(turned);
            for (var head = 0; head < config.Heads + config.KeyValueHeads; head++)
            {
                var part = turned.Slice(head * size, size);
                if ((head < config.Heads ? query : key) is { } norm)
                {
                    Lanes.Multiply(part, norm.Floats(0), RowKernels.InverseRoot(part, config.NormEpsilon), part);
                }

                Turn(part, (int)positions[row], sign: 1);
            }
        }

        return heads;
    }

    /// <summary>Replaces the gradient by the heads, (N, H+2K, D) in float32, by the one by <paramref name="mixed"/>,
    /// and adds to
    /// those of the norms.</summary>
    public void Backward(Tensor slope, Tensor mixed, long[] positions, Weight? queryNorm, Weight? keyNorm)
    {
        var size = config.HeadSize;
        var (dy, input) = (new TensorRows(slope, (int)mixed.shape[1]), new TensorRows(mixed));
        var (query, key) = (Rows(queryNorm?.Values), Rows(keyNorm?.Values));
        var (querySlope, keySlope) = (Rows(queryNorm?.Gradient), Rows(keyNorm?.Gradient));
        var (inputs, weighted) = (new float[input.Width], new float[size]);
        for (var row = 0; row < input.Count; row++)
        {
            var d = dy.Floats(row);
            var x = input.Read(row, inputs);
            for (var head = 0; head < config.Heads + config.KeyValueHeads; head++)
            {
                var part = d.Slice(head * size, size);
                Turn(part, (int)positions[row], sign: -1);
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

    private static TensorRows? Rows(Tensor? tensor) => tensor is null ? null : new(tensor);

    private void Turn(Span<float> head, int position, float sign)
    {
        var (place, tables) = (position * _half, _tables);
        Lanes.Rotate(
            head[.._half], head[_half..], tables.Cosines.AsSpan(place, _half), tables.Sines.AsSpan(place, _half), sign);
    }

    /// <summary>Makes the tables hold so many places.</summary>
    private void Reach(int places)
    {
        if (places * _half <= _tables.Cosines.Length)
        {
            return;
        }

        places = Math.Min(config.Context, Math.Max(FirstPlaces, 2 * places));
        var (cosines, sines) = (new float[places * _half], new float[places * _half]);
        for (var i = 0; i < _half; i++)
        {
            // In float32 as the published code: its rounding is part of what models were trained with.
            var frequency = 1f / (float)Math.Pow(config.RopeTheta, 2f * i / config.HeadSize);
            for (var place = 0; place < places; place++)
            {
                cosines[(place * _half) + i] = MathF.Cos(place * frequency);
                sines[(place * _half) + i] = MathF.Sin(place * frequency);
            }
        }

        _tables = new(cosines, sines);
    }

    /// <summary>(places, D/2) each.</summary>
    private sealed record Tables(float[] Cosines, float[] Sines);
}
