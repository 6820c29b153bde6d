using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lane = System.Runtime.Intrinsics.Vector512<float>;

namespace Recipes.Torch.Native;

/// <summary>Products of a few rows with a matrix whose rows lie in memory as checkpoints have them: y = x·Wᵀ.</summary>
/// <remarks>Each number of y is computed by the same additions in the same order however many rows there are: 16 sums
/// over the inputs, two blocks of 16 in turns, then one tree. So a row's bits are those that it has alone, on one thread
/// or several. A library's product picks another kernel for another number of rows. One row is bound by memory: bf16
/// weights are widened in registers, half the bytes of float32 and the same sums. Two hyperthreads of one core (Zen 5),
/// SmolLM2's matrices in bf16 on a loaded machine: 1 row 60 products of the whole model a second, 32 rows 780 to
/// 940 rows a second, where libtorch needs the time of 32 rows for every number of rows.</remarks>
internal static unsafe class RowProducts
{
    private const int Outputs = 4; // of a tile
    private const int Rows = 4;

    private static readonly Vector512<int> _even = Vector512.CreateSequence(0, 2);
    private static readonly Vector512<int> _odd = Vector512.CreateSequence(1, 2);

    /// <summary>How weights lie in memory.</summary>
    private interface IWeights
    {
        /// <summary>Bytes of one.</summary>
        static abstract int Bytes { get; }

        /// <summary>The first 16 of a block of 32, in the order of the inputs.</summary>
        static abstract Lane First(byte* weights, int at);

        /// <summary>The other 16.</summary>
        static abstract Lane Second(byte* weights, int at);
    }

    /// <summary>Computes some outputs of some rows.</summary>
    /// <param name="weights">(outputs, inputs): where the first row of the matrix lies.</param>
    /// <param name="isHalf">True → bf16, and inputs are paired; false → float32.</param>
    /// <param name="inputs">Columns, a multiple of 32.</param>
    /// <param name="x">Rows, each <paramref name="inputs"/> long.</param>
    /// <param name="count">How many.</param>
    /// <param name="y">Rows, each <paramref name="stride"/> long; written from <paramref name="first"/> on.</param>
    /// <param name="stride">From one row of y to the next.</param>
    /// <param name="first">The first output.</param>
    /// <param name="end">The one after the last.</param>
    public static void Multiply(
        byte* weights, bool isHalf, int inputs, float* x, int count, float* y, int stride, int first, int end)
    {
        if (isHalf)
        {
            Multiply<BFloat16s>(weights, inputs, x, count, y, stride, first, end);
        }
        else
        {
            Multiply<Floats>(weights, inputs, x, count, y, stride, first, end);
        }
    }

    /// <summary>In each block of 32 the numbers of even places before those of odd ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pair(float* from, float* to, int length)
    {
        for (var i = 0; i < length; i += FloatRows.Block)
        {
            if (Avx512F.IsSupported)
            {
                var (low, high) = (Vector512.Load(from + i), Vector512.Load(from + i + 16));
                Avx512F.PermuteVar16x32x2(low, _even, high).Store(to + i);
                Avx512F.PermuteVar16x32x2(low, _odd, high).Store(to + i + 16);
                continue;
            }

            for (var j = 0; j < 16; j++)
            {
                to[i + j] = from[i + (2 * j)];
                to[i + 16 + j] = from[i + (2 * j) + 1];
            }
        }
    }

    private static void Multiply<T>(byte* weights, int inputs, float* x, int count, float* y, int stride, int first, int end)
        where T : IWeights
    {
        var rowBytes = (long)inputs * T.Bytes;
        var scratch = stackalloc float[Rows * Outputs];
        for (var output = first; output < end; output += Outputs)
        {
            var matrix = weights + (output * rowBytes);
            if (output + Outputs > end)
            {
                Edge<T>(matrix, inputs, x, count, y + output, stride, end - output, scratch);
                return;
            }

            var row = 0;
            for (; row + Rows <= count; row += Rows)
            {
                Tile<T>(matrix, rowBytes, inputs, x + ((long)row * inputs), y + ((long)row * stride) + output, stride);
            }

            for (; row < count; row++)
            {
                Line<T>(matrix, rowBytes, inputs, x + ((long)row * inputs), y + ((long)row * stride) + output);
            }
        }
    }

    /// <summary>The last outputs, fewer than a tile has, each computed by itself.</summary>
    private static void Edge<T>(byte* matrix, int inputs, float* x, int count, float* y, int stride, int outputs, float* scratch)
        where T : IWeights
    {
        for (var row = 0; row < count; row++)
        {
            for (var output = 0; output < outputs; output++)
            {
                Line<T>(matrix + ((long)output * inputs * T.Bytes), 0, inputs, x + ((long)row * inputs), scratch);
                y[((long)row * stride) + output] = scratch[0];
            }
        }
    }

    /// <summary>Four outputs of one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Line<T>(byte* w0, long rowBytes, int inputs, float* x, float* y)
        where T : IWeights
    {
        byte* w1 = w0 + rowBytes, w2 = w1 + rowBytes, w3 = w2 + rowBytes;
        Lane s0 = Lane.Zero, s1 = Lane.Zero, s2 = Lane.Zero, s3 = Lane.Zero;
        for (var i = 0; i < inputs; i += FloatRows.Block)
        {
            var v = Vector512.Load(x + i);
            s0 = Vector512.FusedMultiplyAdd(T.First(w0, i), v, s0);
            s1 = Vector512.FusedMultiplyAdd(T.First(w1, i), v, s1);
            s2 = Vector512.FusedMultiplyAdd(T.First(w2, i), v, s2);
            s3 = Vector512.FusedMultiplyAdd(T.First(w3, i), v, s3);
            v = Vector512.Load(x + i + 16);
            s0 = Vector512.FusedMultiplyAdd(T.Second(w0, i), v, s0);
            s1 = Vector512.FusedMultiplyAdd(T.Second(w1, i), v, s1);
            s2 = Vector512.FusedMultiplyAdd(T.Second(w2, i), v, s2);
            s3 = Vector512.FusedMultiplyAdd(T.Second(w3, i), v, s3);
        }

        Sums(s0, s1, s2, s3).Store(y);
    }

    /// <summary>Four outputs of four rows: sums aN to dN are those of the rows with output N.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<T>(byte* w0, long rowBytes, int inputs, float* x0, float* y, int stride)
        where T : IWeights
    {
        byte* w1 = w0 + rowBytes, w2 = w1 + rowBytes, w3 = w2 + rowBytes;
        float* x1 = x0 + inputs, x2 = x1 + inputs, x3 = x2 + inputs;
        Lane a0 = Lane.Zero, a1 = Lane.Zero, a2 = Lane.Zero, a3 = Lane.Zero;
        Lane b0 = Lane.Zero, b1 = Lane.Zero, b2 = Lane.Zero, b3 = Lane.Zero;
        Lane c0 = Lane.Zero, c1 = Lane.Zero, c2 = Lane.Zero, c3 = Lane.Zero;
        Lane d0 = Lane.Zero, d1 = Lane.Zero, d2 = Lane.Zero, d3 = Lane.Zero;
        for (var i = 0; i < inputs; i += FloatRows.Block)
        {
            var (p0, p1, p2, p3) = (T.First(w0, i), T.First(w1, i), T.First(w2, i), T.First(w3, i));
            Add(p0, p1, p2, p3, Vector512.Load(x0 + i), ref a0, ref a1, ref a2, ref a3);
            Add(p0, p1, p2, p3, Vector512.Load(x1 + i), ref b0, ref b1, ref b2, ref b3);
            Add(p0, p1, p2, p3, Vector512.Load(x2 + i), ref c0, ref c1, ref c2, ref c3);
            Add(p0, p1, p2, p3, Vector512.Load(x3 + i), ref d0, ref d1, ref d2, ref d3);
            (p0, p1, p2, p3) = (T.Second(w0, i), T.Second(w1, i), T.Second(w2, i), T.Second(w3, i));
            Add(p0, p1, p2, p3, Vector512.Load(x0 + i + 16), ref a0, ref a1, ref a2, ref a3);
            Add(p0, p1, p2, p3, Vector512.Load(x1 + i + 16), ref b0, ref b1, ref b2, ref b3);
            Add(p0, p1, p2, p3, Vector512.Load(x2 + i + 16), ref c0, ref c1, ref c2, ref c3);
            Add(p0, p1, p2, p3, Vector512.Load(x3 + i + 16), ref d0, ref d1, ref d2, ref d3);
        }

        Sums(a0, a1, a2, a3).Store(y);
        Sums(b0, b1, b2, b3).Store(y + stride);
        Sums(c0, c1, c2, c3).Store(y + (2L * stride));
        Sums(d0, d1, d2, d3).Store(y + (3L * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        Lane p0, Lane p1, Lane p2, Lane p3, Lane x, ref Lane s0, ref Lane s1, ref Lane s2, ref Lane s3)
    {
        s0 = Vector512.FusedMultiplyAdd(p0, x, s0);
        s1 = Vector512.FusedMultiplyAdd(p1, x, s1);
        s2 = Vector512.FusedMultiplyAdd(p2, x, s2);
        s3 = Vector512.FusedMultiplyAdd(p3, x, s3);
    }

    /// <summary>The sum of each vector; with or without instructions of 512 bits by the same tree: places 0 and 2, 1 and 3
    /// of each quarter, then the two, then quarters 0 and 2, 1 and 3, then the two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Sums(Lane a, Lane b, Lane c, Lane d)
    {
        if (!Avx512F.IsSupported)
        {
            return Vector128.Create(Sum(a), Sum(b), Sum(c), Sum(d));
        }

        var ab = Avx512F.UnpackLow(a, b) + Avx512F.UnpackHigh(a, b);
        var cd = Avx512F.UnpackLow(c, d) + Avx512F.UnpackHigh(c, d);
        var quarters = Avx512F.UnpackLow(ab.AsDouble(), cd.AsDouble()).AsSingle()
            + Avx512F.UnpackHigh(ab.AsDouble(), cd.AsDouble()).AsSingle();
        var halves = quarters.GetLower() + quarters.GetUpper();
        return halves.GetLower() + halves.GetUpper();
    }

    private static float Sum(Lane lane) =>
        (Quarter(lane.GetLower().GetLower()) + Quarter(lane.GetUpper().GetLower()))
        + (Quarter(lane.GetLower().GetUpper()) + Quarter(lane.GetUpper().GetUpper()));

    private static float Quarter(Vector128<float> four) => (four[0] + four[2]) + (four[1] + four[3]);

    /// <summary>As checkpoints have them.</summary>
    private readonly struct Floats : IWeights
    {
        public static int Bytes => 4;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Lane First(byte* weights, int at) => Vector512.Load((float*)weights + at);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Lane Second(byte* weights, int at) => Vector512.Load((float*)weights + at + 16);
    }

    /// <summary>Two per word: the lower half moved up is the first, the upper half in place the second.</summary>
    private readonly struct BFloat16s : IWeights
    {
        public static int Bytes => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Lane First(byte* weights, int at) => (Vector512.Load((uint*)(weights + (2 * at))) << 16).AsSingle();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Lane Second(byte* weights, int at) =>
            (Vector512.Load((uint*)(weights + (2 * at))) & Vector512.Create(0xFFFF0000u)).AsSingle();
    }
}
