using System.Buffers.Binary;
using System.Text;

namespace Recipes.Torch.Files;

/// <summary>Where the files inside a zip archive lie, for archives that store them as they are.</summary>
/// <remarks>Only what PyTorch writes: no compression, no encryption, one disk; 64-bit sizes. Source: PKWARE's
/// APPNOTE.TXT, sections 4.3 and 4.5.3.</remarks>
internal static class ZipDirectory
{
    private const int LongestBytes = 64 << 20; // a directory of half a million files
    private const int EndBytes = 22;
    private const int LongestComment = 65535;

    /// <summary>Start and length of every file by name.</summary>
    /// <exception cref="InvalidDataException">It is no such archive, or lies about itself.</exception>
    public static Dictionary<string, (long Start, long LengthBytes)> Read(Stream stream)
    {
        var (start, lengthBytes) = FindDirectory(stream);
        if (start < 0 || lengthBytes < 0 || lengthBytes > LongestBytes || start > stream.Length - lengthBytes)
        {
            throw new InvalidDataException("its directory lies outside the file");
        }

        var directory = Bytes(stream, start, (int)lengthBytes);
        var files = new Dictionary<string, (long, long)>(StringComparer.Ordinal);
        for (var at = 0; at < directory.Length;)
        {
            var entry = directory.AsSpan(at);
            if (entry.Length < 46 || U32(entry, 0) != 0x02014b50)
            {
                throw new InvalidDataException("its directory is damaged");
            }

            int name = U16(entry, 28), extra = U16(entry, 30), comment = U16(entry, 32);
            if (entry.Length < 46 + name + extra + comment)
            {
                throw new InvalidDataException("its directory is damaged");
            }

            var file = Entry(stream, entry, name, extra);
            if (!files.TryAdd(Encoding.UTF8.GetString(entry.Slice(46, name)), file))
            {
                throw new InvalidDataException("it names a file twice");
            }

            at += 46 + name + extra + comment;
        }

        return files;
    }

    private static (long Start, long LengthBytes) FindDirectory(Stream stream)
    {
        var tail = (int)Math.Min(stream.Length, EndBytes + LongestComment);
        var bytes = Bytes(stream, stream.Length - tail, tail);
        for (var at = tail - EndBytes; at >= 0; at--)
        {
            if (U32(bytes, at) != 0x06054b50)
            {
                continue;
            }

            var (start, length) = ((long)U32(bytes, at + 16), (long)U32(bytes, at + 12));
            var isLong = start == uint.MaxValue || length == uint.MaxValue || U16(bytes, at + 10) == ushort.MaxValue;
            return isLong && at >= 20 && U32(bytes, at - 20) == 0x07064b50
                ? LongDirectory(stream, I64(bytes, at - 20 + 8)) : (start, length);
        }

        throw new InvalidDataException("it is no whole zip archive");
    }

    private static (long Start, long LengthBytes) LongDirectory(Stream stream, long at)
    {
        if (at < 0 || at > stream.Length - 56)
        {
            throw new InvalidDataException("its directory lies outside the file");
        }

        var end = Bytes(stream, at, 56);
        return U32(end, 0) == 0x06064b50 ? (I64(end, 48), I64(end, 40)) : throw new InvalidDataException("its directory is damaged");
    }

    private static (long Start, long LengthBytes) Entry(Stream stream, ReadOnlySpan<byte> entry, int name, int extra)
    {
        if (U16(entry, 10) != 0 || (U16(entry, 8) & 1) != 0)
        {
            throw new InvalidDataException("it compresses or encrypts its files");
        }

        long packed = U32(entry, 20), lengthBytes = U32(entry, 24), header = U32(entry, 42);
        var fields = entry.Slice(46 + name, extra);
        while (fields.Length >= 4 && U16(fields, 0) != 1)
        {
            fields = fields[Math.Min(fields.Length, 4 + U16(fields, 2))..];
        }

        if (fields.Length >= 4)
        {
            fields = fields[4..];
            lengthBytes = Wide(ref fields, lengthBytes);
            packed = Wide(ref fields, packed);
            header = Wide(ref fields, header);
        }

        if (packed != lengthBytes || lengthBytes < 0 || header < 0 || header > stream.Length - 30)
        {
            throw new InvalidDataException("it names a file that lies outside of it");
        }

        var local = Bytes(stream, header, 30);
        var start = header + 30 + U16(local, 26) + U16(local, 28);
        return U32(local, 0) == 0x04034b50 && start <= stream.Length - lengthBytes
            ? (start, lengthBytes) : throw new InvalidDataException("it names a file that lies outside of it");
    }

    /// <summary>The next 64-bit number where the 32-bit one says that it stands here.</summary>
    private static long Wide(ref ReadOnlySpan<byte> fields, long narrow)
    {
        if (narrow != uint.MaxValue || fields.Length < 8)
        {
            return narrow;
        }

        var wide = I64(fields, 0);
        fields = fields[8..];
        return wide;
    }

    private static byte[] Bytes(Stream stream, long start, int count)
    {
        var bytes = new byte[count];
        stream.Position = start;
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long I64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
