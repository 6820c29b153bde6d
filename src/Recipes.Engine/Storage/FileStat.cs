using System.Runtime.InteropServices;

namespace Recipes.Engine.Storage;

/// <summary>What the file system says about a file without reading it. Equal → the bytes are taken as equal.</summary>
/// <param name="SizeBytes">Length.</param>
/// <param name="ModifiedNanoseconds">Last write, since 1970.</param>
/// <param name="ChangedNanoseconds">Last change of the inode, since 1970: no program can set it back.</param>
/// <param name="Inode">Number of the inode; 0 where the system does not tell.</param>
internal readonly partial record struct FileStat(
    long SizeBytes, long ModifiedNanoseconds, long ChangedNanoseconds, long Inode)
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint BasicFields = 0x7FF; // STATX_BASIC_STATS
    private const int FileTypeBits = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>Of the file behind a path, links followed; null where there is no regular file.</summary>
    public static FileStat? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Portable(path);
        }

        if (Statx(CurrentFolder, path, 0, BasicFields, out var fields) != 0
            || (fields.Mode & FileTypeBits) != RegularFile)
        {
            return null;
        }

        return new(
            (long)fields.Size,
            (fields.ModifiedSeconds * 1_000_000_000) + fields.ModifiedNanoseconds,
            (fields.ChangedSeconds * 1_000_000_000) + fields.ChangedNanoseconds,
            (long)fields.Inode);
    }

    private static FileStat? Portable(string path)
    {
        var link = new FileInfo(path);
        if (link.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
        {
            link = target;
        }

        return link.Exists
            ? new(
                link.Length,
                (link.LastWriteTimeUtc.Ticks - DateTime.UnixEpoch.Ticks) * 100,
                (link.CreationTimeUtc.Ticks - DateTime.UnixEpoch.Ticks) * 100,
                0)
            : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out StatxFields fields);

    /// <summary>struct statx of the Linux headers; fields that are not read here are left out.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxFields
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(96)]
        public long ChangedSeconds;

        [FieldOffset(104)]
        public uint ChangedNanoseconds;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;
    }
}
