using System.Buffers.Binary;

namespace Recipes.Documents.Packaging;

/// <summary>Looks at a zip's directory before the framework reads all of it into memory.</summary>
internal static class ZipDirectory
{
    /// <summary>Bytes of a directory: ten thousand entries with long names need a tenth of it; chosen by hand.</summary>
    private const long LargestBytes = 16_000_000;

    /// <summary>The end record is 22 bytes long, and a comment of up to 65,535 bytes may follow it.</summary>
    private const int EndBytes = 22;

    private static ReadOnlySpan<byte> EndSignature => [0x50, 0x4B, 0x05, 0x06];

    private const int LocatorBytes = 20;

    private static ReadOnlySpan<byte> LocatorSignature => [0x50, 0x4B, 0x06, 0x07];

    /// <summary>Leaves the file's position at its start; a file without an end record is left to the framework.</summary>
    public static void RejectHuge(FileStream file)
    {
        var tail = new byte[Math.Min(file.Length, LocatorBytes + EndBytes + ushort.MaxValue)];
        Read(file, file.Length - tail.Length, tail);
        file.Position = 0;
        var end = tail.AsSpan().LastIndexOf(EndSignature);
        if (end < 0 || end + EndBytes > tail.Length)
        {
            return;
        }

        var bytes = file.Length - tail.Length + end - Start(file, tail, end);
        file.Position = 0;
        if (bytes > LargestBytes)
        {
            throw UnreadableException.Limit(
                $"the list of its parts has {ReadBudget.Megabytes(bytes)}, more than {ReadBudget.Megabytes(LargestBytes)}");
        }
    }

    /// <summary>Where the directory begins: in the end record, or in the 64-bit one that a locator before it leads to.</summary>
    private static long Start(FileStream file, byte[] tail, int end)
    {
        var start = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        var locator = end - LocatorBytes;
        if (start != uint.MaxValue || locator < 0 || !tail.AsSpan(locator).StartsWith(LocatorSignature))
        {
            return start;
        }

        var record = new byte[56];
        var place = BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(locator + 8));
        return place >= 0 && place <= file.Length - record.Length && Read(file, place, record)
            ? BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(48))
            : start;
    }

    private static bool Read(FileStream file, long place, byte[] buffer)
    {
        file.Position = place;
        file.ReadExactly(buffer);
        return true;
    }
}
