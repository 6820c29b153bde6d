using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Recipes.Torch.Files.Gguf;

/// <summary>Numbers to stored blocks and back.</summary>
/// <remarks>Rounding as ggml's reference does it (src/ggml-quants.c, quantize_row_q8_0_ref): the scale is max|x| / 127,
/// halves away from zero. Files are little-endian, and so must the machine be.</remarks>
internal static class GgufBlocks
{
    private const int Block = GgufTypes.BlockElements;

    /// <summary>Reads as many numbers as fit the target.</summary>
    public static void Read(GgufType type, ReadOnlySpan<byte> stored, Span<float> target)
    {
        switch (type)
        {
            case GgufType.F32:
                MemoryMarshal.Cast<byte, float>(stored)[..target.Length].CopyTo(target);
                break;
            case GgufType.F16:
                ReadHalves(stored, target);
                break;
            case GgufType.BF16:
                ReadUpperHalves(stored, target);
                break;
            default:
                ReadBlocks(type, stored, target);
                break;
        }
    }

    /// <summary>Writes numbers as F32, F16, BF16 or Q8_0.</summary>
    /// <returns>False where a number does not fit the type: infinite or none in the type it is written in.</returns>
    public static bool Write(GgufType type, ReadOnlySpan<float> numbers, Span<byte> stored) => type switch
    {
        GgufType.F32 => WriteFloats(numbers, stored),
        GgufType.F16 => WriteHalves(numbers, stored),
        GgufType.BF16 => WriteUpperHalves(numbers, stored),
        GgufType.Q8_0 => WriteBytes(numbers, stored),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "a type that is not written"),
    };

    private static void ReadHalves(ReadOnlySpan<byte> stored, Span<float> target)
    {
        var halves = MemoryMarshal.Cast<byte, Half>(stored);
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = (float)halves[i];
        }
    }

    private static void ReadUpperHalves(ReadOnlySpan<byte> stored, Span<float> target)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(stored);
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
        }
    }

    private static void ReadBlocks(GgufType type, ReadOnlySpan<byte> stored, Span<float> target)
    {
        var blockBytes = GgufTypes.Bytes(type);
        for (var at = 0; at < target.Length / Block; at++)
        {
            var block = stored.Slice(at * blockBytes, blockBytes);
            var numbers = target.Slice(at * Block, Block);
            var scale = (float)BinaryPrimitives.ReadHalfLittleEndian(block);
            switch (type)
            {
                case GgufType.Q8_0:
                    for (var i = 0; i < Block; i++)
                    {
                        numbers[i] = scale * (sbyte)block[2 + i];
                    }

                    break;
                case GgufType.Q4_0:
                    Nibbles(block[2..], numbers, scale, -8 * scale);
                    break;
                default:
                    Nibbles(block[4..], numbers, scale, (float)BinaryPrimitives.ReadHalfLittleEndian(block[2..]));
                    break;
            }
        }
    }

    /// <summary>The low halves of 16 bytes are the first 16 numbers, the high halves the others.</summary>
    private static void Nibbles(ReadOnlySpan<byte> bytes, Span<float> numbers, float scale, float least)
    {
        for (var i = 0; i < Block / 2; i++)
        {
            numbers[i] = (scale * (bytes[i] & 15)) + least;
            numbers[i + (Block / 2)] = (scale * (bytes[i] >> 4)) + least;
        }
    }

    private static bool WriteFloats(ReadOnlySpan<float> numbers, Span<byte> stored)
    {
        var isFinite = true;
        foreach (var number in numbers)
        {
            isFinite &= float.IsFinite(number);
        }

        MemoryMarshal.AsBytes(numbers).CopyTo(stored);
        return isFinite;
    }

    private static bool WriteHalves(ReadOnlySpan<float> numbers, Span<byte> stored)
    {
        var isFinite = true;
        for (var i = 0; i < numbers.Length; i++)
        {
            var half = (Half)numbers[i];
            isFinite &= Half.IsFinite(half);
            BinaryPrimitives.WriteHalfLittleEndian(stored[(2 * i)..], half);
        }

        return isFinite;
    }

    /// <summary>Rounds to the nearest, ties to even.</summary>
    private static bool WriteUpperHalves(ReadOnlySpan<float> numbers, Span<byte> stored)
    {
        var isFinite = true;
        for (var i = 0; i < numbers.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(numbers[i]);
            var upper = (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
            isFinite &= float.IsFinite(numbers[i]) && (upper & 0x7F80) != 0x7F80;
            BinaryPrimitives.WriteUInt16LittleEndian(stored[(2 * i)..], upper);
        }

        return isFinite;
    }

    private static bool WriteBytes(ReadOnlySpan<float> numbers, Span<byte> stored)
    {
        var isFinite = true;
        for (var at = 0; at < numbers.Length / Block; at++)
        {
            var block = numbers.Slice(at * Block, Block);
            var largest = 0f;
            foreach (var number in block)
            {
                isFinite &= float.IsFinite(number);
                largest = Math.Max(largest, Math.Abs(number));
            }

            var scale = largest / 127;
            var inverse = scale == 0 ? 0 : 1 / scale;
            var target = stored.Slice(at * (2 + Block), 2 + Block);
            isFinite &= Half.IsFinite((Half)scale);
            BinaryPrimitives.WriteHalfLittleEndian(target, (Half)scale);
            for (var i = 0; i < Block && isFinite; i++)
            {
                target[2 + i] = (byte)(sbyte)MathF.Round(block[i] * inverse, MidpointRounding.AwayFromZero);
            }
        }

        return isFinite;
    }
}
