using System.Buffers.Binary;
using System.Text;
using Recipes.Core;

namespace Recipes.Build.Hosting;

/// <summary>What a finished run looked at, and what to print while all of it is untouched.</summary>
/// <remarks>A file per call below <c>snapshots/</c> of the store: magic, exit code, identity, text, then path and
/// stamp of each watched file and folder, then the magic again. Read by hand and compared by statx, because
/// SQLite, JSON or SHA-256 would each cost more than the whole comparison.</remarks>
internal static class Snapshot
{
    private const int Kept = 16;
    private const long Magic = 0x31_50_41_4E_53_50_43_52; // RCPSNAP1

    /// <summary>Prints the text of an untouched snapshot.</summary>
    /// <param name="file">From <see cref="FileOf"/>.</param>
    /// <param name="identity">From <see cref="CallIdentity"/>: words, tool and machine.</param>
    /// <returns>The exit code that the run had; null where there is no snapshot, or something changed.</returns>
    public static unsafe int? Replay(string file, string identity)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        ReadOnlySpan<byte> rest = File.ReadAllBytes(file);
        if (rest.Length < 32 || Long(rest) != Magic || Long(rest[^8..]) != Magic)
        {
            return null;
        }

        rest = rest[8..];
        var exitCode = Int(ref rest);
        var wanted = Encoding.UTF8.GetBytes(identity);
        if (!Bytes(ref rest).SequenceEqual(wanted))
        {
            return null;
        }

        var text = Bytes(ref rest);
        for (var count = Int(ref rest); count > 0; count--)
        {
            var path = Bytes(ref rest);
            if (!FileStamp.Of(path).IsSame(FileStamp.Read(rest)))
            {
                return null;
            }

            rest = rest[FileStamp.Length..];
        }

        fixed (byte* start = text)
        {
            nint done = 0;
            while (done < text.Length && LibC.Write(1, start + done, text.Length - done) is > 0 and var written)
            {
                done += written;
            }
        }

        return exitCode;
    }

    /// <summary>Writes a snapshot by rename, and removes all but the newest 16 of the recipe.</summary>
    public static void Write(
        string file, string identity, int exitCode, string text, IReadOnlyDictionary<string, FileStamp> watched)
    {
        var folder = Path.GetDirectoryName(file)!; // FileOf always gives a folder
        Directory.CreateDirectory(folder);
        AtomicFile.Write(file, temporary =>
        {
            using var writer = new BinaryWriter(File.Create(temporary));
            writer.Write(Magic);
            writer.Write(exitCode);
            WriteBytes(writer, identity);
            WriteBytes(writer, text);
            writer.Write(watched.Count);
            foreach (var (path, stamp) in watched)
            {
                WriteBytes(writer, path + "\0");
                stamp.Write(writer);
            }

            writer.Write(Magic);
        });
        var ofRecipe = Path.GetFileName(file).Split('-')[0] + "-*.snap";
        foreach (
            var old in new DirectoryInfo(folder)
                .GetFiles(ofRecipe)
                .OrderByDescending(f => f.LastWriteTimeUtc)
                .Skip(Kept)
        )
        {
            old.Delete();
        }
    }

    /// <summary>Removes all snapshots of a recipe.</summary>
    public static void Forget(string cacheFolder, string recipeFile)
    {
        var folder = Path.Combine(cacheFolder, "snapshots");
        if (Directory.Exists(folder))
        {
            foreach (var file in Directory.GetFiles(folder, Hash(recipeFile) + "-*.snap"))
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Where the snapshot of a call lies: the recipe's hash first, so that Clean finds all of a
    /// recipe.</summary>
    public static string FileOf(string cacheFolder, string recipeFile, string identity) =>
        Path.Combine(cacheFolder, "snapshots", $"{Hash(recipeFile)}-{Hash(identity)}.snap");

    /// <summary>64-bit FNV-1a (Fowler, Noll, Vo), 16 hex digits. A file name only: the identity is compared in
    /// full.</summary>
    private static string Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static void WriteBytes(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static long Long(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes);

    private static int Int(ref ReadOnlySpan<byte> rest)
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(rest);
        rest = rest[4..];
        return value;
    }

    private static ReadOnlySpan<byte> Bytes(ref ReadOnlySpan<byte> rest)
    {
        var length = Int(ref rest);
        var bytes = rest[..length];
        rest = rest[length..];
        return bytes;
    }
}
