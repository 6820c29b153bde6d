using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lane = System.Runtime.Intrinsics.Vector512<float>;

namespace Recipes.Torch.Native;

/// <summary>Attention of one token's query heads to one key head's places, in blocks of 16 places.</summary>
/// <remarks>Keys lie with places side by side, values with channels side by side, so that neither needs a sum across a
/// vector. A place's score depends on that place alone and the sums start at a whole block: the bits depend on the
/// sequence alone.</remarks>
internal static unsafe class CachedAttention
{
    /// <summary>Places per block.</summary>
    public const int Block = 16;

    private const int Lanes16 = 16;

    /// <summary>Σ softmax(scale · q·k + slope · distance)·v.</summary>
    /// <param name="keys">Of the first block, (D, 16) each.</param>
    /// <param name="values">Of the first block, (16, D rounded up to 16) each.</param>
    /// <param name="steps">Numbers from one block to the next: of keys and of values.</param>
    /// <param name="span">Which places are seen.</param>
    /// <param name="query">(D)</param>
    /// <param name="rule">How scores are made.</param>
    /// <param name="output">(D)</param>
    public static void Attend(
        float* keys, float* values, (int Keys, int Values) steps, PlaceSpan span, ReadOnlySpan<float> query, ScoreRule rule, Span<float> output)
    {
        var rented = ArrayPool<float>.Shared.Rent(span.Blocks * Block);
        var scores = rented.AsSpan(0, span.Blocks * Block);
        fixed (float* q = query, s = scores)
        {
            for (var block = 0; block < span.Blocks; block++)
            {
                Score(keys + ((long)block * steps.Keys), q, query.Length).Store(s + (block * Block));
            }

            Finish(scores, span, rule);
            var sum = Lanes.ExpSum(scores, Lanes.Max(scores));
            var padded = (query.Length + Lanes16 - 1) / Lanes16 * Lanes16;
            for (var channel = 0; channel < padded; channel += Lanes16)
            {
                var mixed = Mix(values + channel, s, span.Blocks, steps.Values, padded) * (1 / sum);
                if (channel + Lanes16 <= output.Length)
                {
                    mixed.CopyTo(output[channel..]);
                    continue;
                }

                for (var i = channel; i < output.Length; i++)
                {
                    output[i] = mixed[i - channel];
                }
            }
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>q·k of 16 places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Lane Score(float* keys, float* query, int size)
    {
        Lane s0 = Lane.Zero, s1 = Lane.Zero, s2 = Lane.Zero, s3 = Lane.Zero;
        var i = 0;
        for (; i <= size - 4; i += 4)
        {
            var key = keys + (i * Block);
            s0 = Vector512.FusedMultiplyAdd(Vector512.Load(key), Vector512.Create(query[i]), s0);
            s1 = Vector512.FusedMultiplyAdd(Vector512.Load(key + Block), Vector512.Create(query[i + 1]), s1);
            s2 = Vector512.FusedMultiplyAdd(Vector512.Load(key + (2 * Block)), Vector512.Create(query[i + 2]), s2);
            s3 = Vector512.FusedMultiplyAdd(Vector512.Load(key + (3 * Block)), Vector512.Create(query[i + 3]), s3);
        }

        for (; i < size; i++)
        {
            s0 = Vector512.FusedMultiplyAdd(Vector512.Load(keys + (i * Block)), Vector512.Create(query[i]), s0);
        }

        return (s0 + s1) + (s2 + s3);
    }

    /// <summary>Scales the scores, adds the slope, and takes out what is not seen.</summary>
    private static void Finish(Span<float> scores, PlaceSpan span, ScoreRule rule)
    {
        Lanes.Scale(scores, rule.Scale);
        for (var i = 0; rule.Slope != 0 && i < scores.Length; i++)
        {
            scores[i] += rule.Slope * (span.Start + i - span.Last);
        }

        scores[..(span.First - span.Start)].Fill(float.NegativeInfinity);
        scores[(span.Last + 1 - span.Start)..].Fill(float.NegativeInfinity);
    }

    /// <summary>16 channels of the values of all places, weighted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Lane Mix(float* values, float* weights, int blocks, int step, int width)
    {
        Lane s0 = Lane.Zero, s1 = Lane.Zero, s2 = Lane.Zero, s3 = Lane.Zero;
        for (var block = 0; block < blocks; block++)
        {
            var value = values + ((long)block * step);
            var weight = weights + (block * Block);
            for (var i = 0; i < Block; i += 4)
            {
                s0 = Vector512.FusedMultiplyAdd(Vector512.Load(value + (i * width)), Vector512.Create(weight[i]), s0);
                s1 = Vector512.FusedMultiplyAdd(Vector512.Load(value + ((i + 1) * width)), Vector512.Create(weight[i + 1]), s1);
                s2 = Vector512.FusedMultiplyAdd(Vector512.Load(value + ((i + 2) * width)), Vector512.Create(weight[i + 2]), s2);
                s3 = Vector512.FusedMultiplyAdd(Vector512.Load(value + ((i + 3) * width)), Vector512.Create(weight[i + 3]), s3);
            }
        }

        return (s0 + s1) + (s2 + s3);
    }
}

/// <summary>The places that a token sees, its own the last.</summary>
/// <param name="First">The first one seen.</param>
/// <param name="Last">The token's own.</param>
internal readonly record struct PlaceSpan(int First, int Last)
{
    /// <summary>The first place of the first block.</summary>
    public int Start => First / CachedAttention.Block * CachedAttention.Block;

    /// <summary>Blocks that hold them.</summary>
    public int Blocks => ((Last - Start) / CachedAttention.Block) + 1;
}

/// <summary>How a score is made of a product.</summary>
/// <param name="Scale">It is multiplied by.</param>
/// <param name="Slope">Added per place of distance, which is negative or 0; 0 → nothing.</param>
internal readonly record struct ScoreRule(float Scale, float Slope);
