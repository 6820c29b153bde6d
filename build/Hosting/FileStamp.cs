using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Recipes.Build.Hosting;

/// <summary>What the file system says about a path without opening it: equal stamps mean an untouched file.</summary>
/// <param name="Size">Bytes; -1 where nothing is at the path.</param>
/// <param name="Modified">Nanoseconds since 1970.</param>
/// <param name="Changed">Nanoseconds since 1970 of the last change of content or attributes; no program can set
/// it.</param>
/// <param name="Inode">Number of the file in its file system.</param>
/// <param name="Mode">Kind and permissions.</param>
internal readonly record struct FileStamp(long Size, long Modified, long Changed, long Inode, long Mode)
{
    /// <summary>Bytes of a stamp in a snapshot.</summary>
    public const int Length = 5 * sizeof(long);

    /// <summary>The stamp of a path, links followed. Linux only.</summary>
    /// <remarks>By statx, 4 to 6 µs a file; FileInfo asks for half of it and takes 6 to 14 µs.</remarks>
    public static FileStamp Of(string path) => Of(Encoding.UTF8.GetBytes(path + "\0"));

    /// <summary>The stamp of a path that ends with a zero byte.</summary>
    public static unsafe FileStamp Of(ReadOnlySpan<byte> path)
    {
        const int AtCurrentFolder = -100;
        const uint BasicStats = 0x7ff;
        var answer = stackalloc byte[256]; // struct statx
        fixed (byte* name = path)
        {
            if (LibC.StatX(AtCurrentFolder, name, 0, BasicStats, answer) != 0)
            {
                return new(-1, 0, 0, 0, 0);
            }
        }

        return new(
            Long(answer + 40),
            Nanoseconds(answer + 112),
            Nanoseconds(answer + 96),
            Long(answer + 32),
            *(ushort*)(answer + 28)
        );
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static unsafe FileStamp Read(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes[..Length])
        {
            return new(Long(start), Long(start + 8), Long(start + 16), Long(start + 24), Long(start + 32));
        }
    }

    /// <summary>Whether both are the same file, untouched between them.</summary>
    public bool IsSame(FileStamp other) => Size == other.Size && Modified == other.Modified && Changed == other.Changed
        && Inode == other.Inode && Mode == other.Mode;

    /// <summary>Appends the stamp.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Size);
        writer.Write(Modified);
        writer.Write(Changed);
        writer.Write(Inode);
        writer.Write(Mode);
    }

    private static unsafe long Nanoseconds(byte* time) => (Long(time) * 1_000_000_000) + *(uint*)(time + 8);

    private static unsafe long Long(byte* at) => Unsafe.ReadUnaligned<long>(at);
}

/// <summary>The two calls that a run with nothing to do needs.</summary>
internal static unsafe partial class LibC
{
    /// <returns>0, or -1 where nothing is at the path or it may not be read.</returns>
    [LibraryImport("libc", EntryPoint = "statx")]
    internal static partial int StatX(int folder, byte* path, int flags, uint mask, byte* answer);

    /// <returns>Bytes written, or -1.</returns>
    [LibraryImport("libc", EntryPoint = "write")]
    internal static partial nint Write(int file, byte* bytes, nint count);
}
