using System.Buffers.Binary;
using System.Text;

namespace Recipes.Torch.Files.Gguf;

/// <summary>Reads the parts of a GGUF header one after the other; every count is held against what is left before memory
/// is taken for it.</summary>
internal sealed class GgufCursor(Stream stream)
{
    private const long LongestHeader = 128 << 20; // 6 times that of a vocabulary of 256,000 tokens with its merges
    private const int MostElements = 4 << 20; // of a list: 16 times such a vocabulary

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    private long Left => Math.Min(LongestHeader, stream.Length) - Position;

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>A 64-bit count.</summary>
    public int Count(int most, string what)
    {
        var count = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
        return count <= (ulong)most ? (int)count : throw new InvalidDataException($"the file claims {count} {what}");
    }

    /// <summary>A 32-bit count.</summary>
    public int Count32(int most, string what)
    {
        var count = U32();
        return count <= most ? (int)count : throw new InvalidDataException($"the file claims {count} {what}");
    }

    /// <summary>A 64-bit size.</summary>
    public long Size(string what, long least = 1)
    {
        var size = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
        return size >= least ? size : throw new InvalidDataException($"{what} is {size}");
    }

    public string Text()
    {
        var length = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
        return length <= (ulong)Left
            ? Encoding.UTF8.GetString(Take((int)length))
            : throw new InvalidDataException($"a text claims {length} bytes where {Left} are left");
    }

    /// <summary>A value of metadata: string, bool, long, double, or a list of strings, longs or doubles.</summary>
    public object Value()
    {
        var type = U32();
        return type == 9 ? List() : One(type);
    }

    private object One(uint type) => type switch
    {
        0 => (long)Take(1)[0],
        1 => (long)(sbyte)Take(1)[0],
        2 => (long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
        3 => (long)BinaryPrimitives.ReadInt16LittleEndian(Take(2)),
        4 => (long)U32(),
        5 => (long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)),
        6 => (double)BinaryPrimitives.ReadSingleLittleEndian(Take(4)),
        7 => Take(1)[0] != 0,
        8 => Text(),
        10 => BinaryPrimitives.ReadUInt64LittleEndian(Take(8)) is var number and <= long.MaxValue
            ? (long)number : throw new InvalidDataException("a number does not fit 64 bits with a sign"),
        11 => BinaryPrimitives.ReadInt64LittleEndian(Take(8)),
        12 => BinaryPrimitives.ReadDoubleLittleEndian(Take(8)),
        _ => throw new InvalidDataException($"a value has the unknown type {type}"),
    };

    private object List()
    {
        var type = U32();
        var count = Count(MostElements, "elements of a list");
        if ((long)count * LeastBytes(type) > Left)
        {
            throw new InvalidDataException($"a list claims {count} elements where {Left} bytes are left");
        }

        return type switch
        {
            8 => Elements<string>(),
            6 or 12 => Elements<double>(),
            7 => Enumerable.Range(0, count).Select(_ => (bool)One(7) ? 1L : 0L).ToArray(),
            _ => Elements<long>(),
        };

        T[] Elements<T>()
        {
            var list = new T[count];
            for (var i = 0; i < count; i++)
            {
                list[i] = (T)One(type);
            }

            return list;
        }
    }

    private static int LeastBytes(uint type) => type switch
    {
        0 or 1 or 7 => 1,
        2 or 3 => 2,
        4 or 5 or 6 => 4,
        8 or 10 or 11 or 12 => 8,
        9 => throw new InvalidDataException("a list of lists is not read"),
        _ => throw new InvalidDataException($"a list has the unknown type {type}"),
    };

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Left)
        {
            throw new InvalidDataException("the header ends too early, or is longer than any that is known");
        }

        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        Position += count;
        return bytes;
    }
}
