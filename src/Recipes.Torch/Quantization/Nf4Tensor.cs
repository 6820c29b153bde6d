using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Recipes.Torch.Native;
using static TorchSharp.torch;

namespace Recipes.Torch.Quantization;

/// <summary>A matrix in four bits: NF4 in blocks of 64 over the flattened values, the blocks' scales in eight bits (QLoRA,
/// Dettmers et al. 2023, section 3); 4.127 bits per weight.</summary>
/// <remarks>Codes, scales and rounding are those of bitsandbytes: value = code · scale, scale = scale8 + offset.</remarks>
public sealed class Nf4Tensor
{
    private const int Block = 64;

    private static readonly float[] _values =
    [
        -1.0f, -0.6961928009986877f, -0.5250730514526367f, -0.39491748809814453f, -0.28444138169288635f, -0.18477343022823334f,
        -0.09105003625154495f, 0.0f, 0.07958029955625534f, 0.16093020141124725f, 0.24611230194568634f, 0.33791524171829224f,
        0.44070982933044434f, 0.5626170039176941f, 0.7229568362236023f, 1.0f,
    ];

    // The middles between neighbours, as bitsandbytes has them: above one, the upper neighbour is nearer.
    private static readonly float[] _thresholds =
    [
        -0.8480964004993439f, -0.6106329262256622f, -0.4599952697753906f, -0.33967943489551544f, -0.23460740596055984f,
        -0.13791173323988914f, -0.045525018125772476f, 0.03979014977812767f, 0.1202552504837513f, 0.2035212516784668f,
        0.2920137718319893f, 0.3893125355243683f, 0.5016634166240692f, 0.6427869200706482f, 0.8614784181118011f,
    ];

    private static readonly Vector128<byte> _twice = Vector128.Create((byte)0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
    private static readonly Vector512<uint> _isHigh = Vector512.Create(0x00000000_FFFFFFFFUL).AsUInt32();
    private readonly long[] _shape;
    private readonly EightBits _scales;

    private Nf4Tensor(long[] shape, byte[] codes, EightBits scales, float offset) =>
        (_shape, Codes, _scales, Offset) = (shape, codes, scales, offset);

    /// <summary>Two per byte, the first in the high half.</summary>
    public byte[] Codes { get; }

    /// <summary>The mean of the blocks' scales.</summary>
    public float Offset { get; }

    /// <summary>The blocks' scales minus their mean.</summary>
    public EightBits Scales => _scales;

    /// <summary>Rows.</summary>
    public long Outputs => _shape[0];

    /// <summary>Columns.</summary>
    public long Inputs => _shape[1];

    /// <summary>What it takes in memory.</summary>
    public long Bytes => Codes.LongLength + _scales.Codes.LongLength + (4L * _scales.Scales.Length) + 4;

    /// <summary>True → values are computed as the CPU part of bitsandbytes 0.50 does: every row takes its scales from block
    /// row · ⌊columns / 64⌋ on. Where 64 divides the columns that changes nothing; elsewhere it takes a neighbour's scale,
    /// which only a comparison with numbers made that way should want.</summary>
    internal bool CountsBlocksByRow { get; set; }

    /// <summary>Quantizes a matrix.</summary>
    /// <param name="matrix">Contiguous, float32.</param>
    /// <param name="inputs">Its columns.</param>
    public static Nf4Tensor Quantize(Tensor matrix, int inputs)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var numbers = MemoryMarshal.Cast<byte, float>(matrix.bytes);
        var codes = new byte[(numbers.Length + 1) / 2];
        var largest = new float[(numbers.Length + Block - 1) / Block];
        for (var block = 0; block < largest.Length; block++)
        {
            var part = numbers[(block * Block)..Math.Min((block + 1) * Block, numbers.Length)];
            largest[block] = Largest(part);
            var inverse = largest[block] == 0 ? 0 : 1 / largest[block];
            for (var i = 0; i < part.Length; i++)
            {
                codes[((block * Block) + i) / 2] |= (byte)(Code(part[i] * inverse) << (i % 2 == 0 ? 4 : 0));
            }
        }

        var offset = Mean(largest);
        for (var block = 0; block < largest.Length; block++)
        {
            largest[block] -= offset;
        }

        var scales = new EightBits(largest.Length, isSigned: true);
        scales.Write(largest);
        return new([numbers.Length / inputs, inputs], codes, scales, offset);
    }

    /// <summary>The matrix in a precision, in the caller's scope.</summary>
    public Tensor Dequantize(ScalarType precision)
    {
        var matrix = empty(_shape, precision);
        DequantizeInto(matrix.bytes, precision);
        return matrix;
    }

    /// <summary>Writes the values, row by row.</summary>
    /// <param name="target">Float32 or bf16 numbers.</param>
    /// <param name="precision">Which of the two.</param>
    internal void DequantizeInto(Span<byte> target, ScalarType precision)
    {
        var scales = new float[_scales.Codes.Length];
        _scales.Read(scales);
        var count = (int)(Outputs * Inputs);
        var (rows, columns) = CountsBlocksByRow ? ((int)Outputs, (int)Inputs) : (1, count);
        Span<float> scratch = stackalloc float[Block];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column += Block)
            {
                var (start, width) = ((row * columns) + column, Math.Min(Block, columns - column));
                var scale = scales[(row * (columns / Block)) + (column / Block)] + Offset;
                var part = precision == ScalarType.Float32
                    ? MemoryMarshal.Cast<byte, float>(target).Slice(start, width) : scratch[..width];
                Decode(Codes.AsSpan(start / 2, (width + 1) / 2), scale, part);
                if (precision != ScalarType.Float32)
                {
                    Lanes.Narrow(part, MemoryMarshal.Cast<byte, ushort>(target).Slice(start, width));
                }
            }
        }
    }

    /// <summary>Sixteen numbers at once: eight bytes doubled, the halves taken apart, looked up and scaled.</summary>
    private static void Decode(ReadOnlySpan<byte> codes, float scale, Span<float> numbers)
    {
        var table = Vector512.Create<float>(_values);
        var i = 0;
        for (; i <= numbers.Length - 16; i += 16)
        {
            var bytes = Vector128.CreateScalar(MemoryMarshal.Read<ulong>(codes[(i / 2)..])).AsByte();
            var (low, high) = Vector128.Widen(Vector128.Shuffle(bytes, _twice));
            var (first, second) = Vector256.Widen(Vector256.Create(low, high));
            var both = Vector512.Create(first, second);
            var index = Vector512.ConditionalSelect(_isHigh, both >> 4, both & Vector512.Create(15u));
            (Vector512.Shuffle(table, index.AsInt32()) * scale).CopyTo(numbers[i..]);
        }

        for (; i < numbers.Length; i++)
        {
            numbers[i] = _values[i % 2 == 0 ? codes[i / 2] >> 4 : codes[i / 2] & 15] * scale;
        }
    }

    /// <summary>How many middles lie below: the number of the nearest value.</summary>
    private static int Code(float number)
    {
        var above = Vector512.GreaterThan(Vector512.Create(number), _middles);
        return System.Numerics.BitOperations.PopCount(above.ExtractMostSignificantBits());
    }

    private static readonly Vector512<float> _middles = Vector512.Create<float>([.. _thresholds, float.PositiveInfinity]);

    private static float Largest(ReadOnlySpan<float> part)
    {
        var largest = 0f;
        foreach (var number in part)
        {
            largest = Math.Max(largest, Math.Abs(number));
        }

        return largest;
    }

    /// <summary>libtorch's own mean: its order of adding decides the last bit.</summary>
    private static float Mean(float[] numbers)
    {
        using var scope = NewDisposeScope();
        return tensor(numbers).mean().item<float>();
    }
}
