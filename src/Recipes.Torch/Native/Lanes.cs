using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Recipes.Torch.Native;

/// <summary>Loops over rows of floats, 16 at a time; the kernels are written with them.</summary>
/// <remarks>The order of additions is fixed, so equal input gives equal bits on every processor with these vectors.
/// AggressiveOptimization: the first call is compiled with all vectors, not after thirty slow ones.</remarks>
internal static class Lanes
{
    private const int Width = 16; // floats in 512 bits; on processors with 256 bits the runtime takes two halves

    /// <summary>Σ a·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = Vector512<float>.Zero;
        var i = 0;
        for (; i <= a.Length - Width; i += Width)
        {
            sum += At(a, i) * At(b, i);
        }

        var total = Vector512.Sum(sum);
        for (; i < a.Length; i++)
        {
            total += a[i] * b[i];
        }

        return total;
    }

    /// <summary>y = s · a ∘ b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, float s, Span<float> y)
    {
        var i = 0;
        for (; i <= a.Length - Width; i += Width)
        {
            (At(a, i) * At(b, i) * s).CopyTo(y[i..]);
        }

        for (; i < a.Length; i++)
        {
            y[i] = a[i] * b[i] * s;
        }
    }

    /// <summary>y += s · a ∘ b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddProduct(ReadOnlySpan<float> a, ReadOnlySpan<float> b, float s, Span<float> y)
    {
        var i = 0;
        for (; i <= a.Length - Width; i += Width)
        {
            (At(y, i) + (At(a, i) * At(b, i) * s)).CopyTo(y[i..]);
        }

        for (; i < a.Length; i++)
        {
            y[i] += a[i] * b[i] * s;
        }
    }

    /// <summary>y += s · a + t · b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(ReadOnlySpan<float> a, float s, ReadOnlySpan<float> b, float t, Span<float> y)
    {
        var i = 0;
        for (; i <= a.Length - Width; i += Width)
        {
            (At(y, i) + (At(a, i) * s) + (At(b, i) * t)).CopyTo(y[i..]);
        }

        for (; i < a.Length; i++)
        {
            y[i] += (a[i] * s) + (b[i] * t);
        }
    }

    /// <summary>y = a + b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        var i = 0;
        for (; i <= a.Length - Width; i += Width)
        {
            (At(a, i) + At(b, i)).CopyTo(y[i..]);
        }

        for (; i < a.Length; i++)
        {
            y[i] = a[i] + b[i];
        }
    }

    /// <summary>Turns the pairs (first, second) by angles given as cosines and sines, in place; sign −1 turns
    /// back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rotate(
        Span<float> first, Span<float> second, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines, float sign)
    {
        var i = 0;
        for (; i <= first.Length - Width; i += Width)
        {
            var (x, y, c, s) = (At(first, i), At(second, i), At(cosines, i), At(sines, i) * sign);
            ((x * c) - (y * s)).CopyTo(first[i..]);
            ((y * c) + (x * s)).CopyTo(second[i..]);
        }

        for (; i < first.Length; i++)
        {
            var (x, y, s) = (first[i], second[i], sines[i] * sign);
            first[i] = (x * cosines[i]) - (y * s);
            second[i] = (y * cosines[i]) + (x * s);
        }
    }

    /// <summary>The same for pairs of neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RotateNeighbours(
        Span<float> pairs, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines, float sign)
    {
        for (var i = 0; i < cosines.Length; i++)
        {
            var (x, y, s) = (pairs[2 * i], pairs[(2 * i) + 1], sines[i] * sign);
            pairs[2 * i] = (x * cosines[i]) - (y * s);
            pairs[(2 * i) + 1] = (y * cosines[i]) + (x * s);
        }
    }

    /// <summary>Σ a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sum(ReadOnlySpan<float> a)
    {
        var sum = Vector512<float>.Zero;
        var i = 0;
        for (; i <= a.Length - Width; i += Width)
        {
            sum += At(a, i);
        }

        var total = Vector512.Sum(sum);
        for (; i < a.Length; i++)
        {
            total += a[i];
        }

        return total;
    }

    /// <summary>y = a + c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Shift(ReadOnlySpan<float> a, float c, Span<float> y)
    {
        var i = 0;
        for (; i <= a.Length - Width; i += Width)
        {
            (At(a, i) + Vector512.Create(c)).CopyTo(y[i..]);
        }

        for (; i < a.Length; i++)
        {
            y[i] = a[i] + c;
        }
    }

    /// <summary>y = silu(gate) ∘ up, with silu(g) = g / (1 + e^−g).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SwiGlu(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> y)
    {
        var i = 0;
        for (; i <= gate.Length - Width; i += Width)
        {
            var g = At(gate, i);
            (g / (Vector512<float>.One + Exp(-g)) * At(up, i)).CopyTo(y[i..]);
        }

        for (; i < gate.Length; i++)
        {
            y[i] = gate[i] / (1 + MathF.Exp(-gate[i])) * up[i];
        }
    }

    /// <summary>From d loss / d y of <see cref="SwiGlu"/> to those of gate and up, which they replace.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SwiGluBackward(Span<float> gate, Span<float> up, ReadOnlySpan<float> slope)
    {
        var i = 0;
        for (; i <= gate.Length - Width; i += Width)
        {
            var (g, u, d) = (At(gate, i), At(up, i), At(slope, i));
            var sigmoid = Vector512<float>.One / (Vector512<float>.One + Exp(-g));
            (d * g * sigmoid).CopyTo(up[i..]);
            (d * u * sigmoid * (Vector512<float>.One + (g * (Vector512<float>.One - sigmoid)))).CopyTo(gate[i..]);
        }

        for (; i < gate.Length; i++)
        {
            var (g, u, d) = (gate[i], up[i], slope[i]);
            var sigmoid = 1 / (1 + MathF.Exp(-g));
            up[i] = d * g * sigmoid;
            gate[i] = d * u * sigmoid * (1 + (g * (1 - sigmoid)));
        }
    }

    /// <summary>The largest of at least one number; NaN where one is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Max(ReadOnlySpan<float> a)
    {
        var largest = Vector512.Create(float.NegativeInfinity);
        var i = 0;
        for (; i <= a.Length - Width; i += Width)
        {
            largest = Vector512.Max(largest, At(a, i));
        }

        var max = float.NegativeInfinity;
        for (var lane = 0; lane < Width; lane++)
        {
            max = MathF.Max(max, largest[lane]);
        }

        for (; i < a.Length; i++)
        {
            max = MathF.Max(max, a[i]);
        }

        return max;
    }

    /// <summary>y = e^(y − shift); gives Σ y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float ExpSum(Span<float> y, float shift)
    {
        var sum = Vector512<float>.Zero;
        var i = 0;
        for (; i <= y.Length - Width; i += Width)
        {
            var power = Exp(At(y, i) - Vector512.Create(shift));
            power.CopyTo(y[i..]);
            sum += power;
        }

        var total = Vector512.Sum(sum);
        for (; i < y.Length; i++)
        {
            y[i] = MathF.Exp(y[i] - shift);
            total += y[i];
        }

        return total;
    }

    /// <summary>y = s · y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(Span<float> y, float s)
    {
        var i = 0;
        for (; i <= y.Length - Width; i += Width)
        {
            (At(y, i) * s).CopyTo(y[i..]);
        }

        for (; i < y.Length; i++)
        {
            y[i] *= s;
        }
    }

    /// <summary>bf16 bits to floats: the upper half of a float's bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(ReadOnlySpan<ushort> bits, Span<float> floats)
    {
        var i = 0;
        for (; i <= bits.Length - (2 * Width); i += 2 * Width)
        {
            var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(bits), (nuint)i));
            (low << 16).AsSingle().CopyTo(floats[i..]);
            (high << 16).AsSingle().CopyTo(floats[(i + Width)..]);
        }

        for (; i < bits.Length; i++)
        {
            floats[i] = BitConverter.UInt32BitsToSingle((uint)bits[i] << 16);
        }
    }

    /// <summary>Floats to bf16 bits, rounded to the nearest, ties to even; a quiet NaN stays one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Narrow(ReadOnlySpan<float> floats, Span<ushort> bits)
    {
        var i = 0;
        for (; i <= bits.Length - (2 * Width); i += 2 * Width)
        {
            Vector512.Narrow(Rounded(At(floats, i).AsUInt32()), Rounded(At(floats, i + Width).AsUInt32())).CopyTo(bits[i..]);
        }

        for (; i < bits.Length; i++)
        {
            var word = BitConverter.SingleToUInt32Bits(floats[i]);
            bits[i] = (ushort)((word + 0x7FFF + ((word >> 16) & 1)) >> 16);
        }
    }

    /// <summary>Floats to bf16 bits, rounded up with the probability of what the lower bits hold of the step between the
    /// neighbours: right on average (stochastic rounding, Gupta et al. 2015).</summary>
    /// <param name="floats">What is rounded.</param>
    /// <param name="bits">As many.</param>
    /// <param name="random">The i-th random word, of which four numbers take 16 bits each.</param>
    public static void NarrowByChance(ReadOnlySpan<float> floats, Span<ushort> bits, Func<long, ulong> random)
    {
        for (var i = 0; i < bits.Length; i += 4)
        {
            var chance = random(i / 4);
            for (var j = i; j < Math.Min(i + 4, bits.Length); j++, chance >>= 16)
            {
                var word = BitConverter.SingleToUInt32Bits(floats[j]);
                bits[j] = (ushort)((float.IsFinite(floats[j]) ? word + (uint)(chance & 0xFFFF) : word) >> 16);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Rounded(Vector512<uint> word) =>
        (word + Vector512.Create(0x7FFFu) + ((word >> 16) & Vector512<uint>.One)) >> 16;

    /// <summary>eˣ to 2 units in the last place; 0 below −87, the value at 88 above it.</summary>
    /// <remarks>x = n·ln 2 + r with |r| ≤ ln 2 / 2, then 2ⁿ by the exponent's bits times the Taylor polynomial of
    /// degree 6
    /// (its next term is below 2e-8 there). The framework's own Exp is three times as slow.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Exp(Vector512<float> x)
    {
        x = Vector512.Min(x, Vector512.Create(88f));
        var n = Vector512.Floor((x * 1.44269504f) + Vector512.Create(0.5f));
        var r = x - (n * 0.693359375f) - (n * -2.12194440e-4f); // ln 2 in two parts, so that n·ln 2 is exact
        var p = (r * (1 / 720f)) + Vector512.Create(1 / 120f);
        p = (p * r) + Vector512.Create(1 / 24f);
        p = (p * r) + Vector512.Create(1 / 6f);
        p = (p * r) + Vector512.Create(0.5f);
        p = (p * r) + Vector512<float>.One;
        p = (p * r) + Vector512<float>.One;
        var power = ((Vector512.ConvertToInt32(n) + Vector512.Create(127)) << 23).AsSingle();
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(-87f)), Vector512<float>.Zero, p * power);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> At(ReadOnlySpan<float> row, int i) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(row), (nuint)i);
}
