namespace Recipes.Engine.Storage;

/// <summary>Files by the digest of their bytes: <c>cas/sha256/ab/cd…</c>, read-only.</summary>
internal sealed class BlobStore(string cacheFolder, StoreIndex index, Action<string> warn)
{
    private readonly string _quarantine = Path.Combine(cacheFolder, "quarantine");

    /// <summary>Where the bytes of a digest lie.</summary>
    public string PathOf(string digest) => Path.Combine(cacheFolder, "cas", "sha256", digest[..2], digest[2..]);

    /// <summary>Moves a file into the store.</summary>
    /// <param name="path">A file on the store's file system; gone afterwards.</param>
    /// <param name="name">Its name in the output.</param>
    public OutputFile Take(string path, string name)
    {
        var digest = FileDigest.Of(path);
        var sizeBytes = new FileInfo(path).Length;
        if (Holds(digest, sizeBytes))
        {
            File.Delete(path);
            return new(name, digest, sizeBytes);
        }

        // The bytes reach the disk before the name does: after a power cut a blob is whole or absent.
        using (var handle = File.OpenHandle(path))
        {
            RandomAccess.FlushToDisk(handle);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        var blob = PathOf(digest);
        Directory.CreateDirectory(Path.GetDirectoryName(blob) ?? cacheFolder);
        File.Move(path, blob, overwrite: true);
        if (FileStat.Of(blob) is { } stat)
        {
            index.SaveBlob(digest, stat);
        }

        return new(name, digest, sizeBytes);
    }

    /// <summary>True where the bytes are there and right. They are hashed only if the file's stat is not the one under
    /// which they were last hashed. A damaged blob is moved to <c>quarantine/</c>, with a warning.</summary>
    public bool Holds(string digest, long sizeBytes)
    {
        var path = PathOf(digest);
        if (FileStat.Of(path) is not { } stat)
        {
            return false;
        }

        if (stat == index.Blob(digest))
        {
            return true;
        }

        if (stat.SizeBytes == sizeBytes && FileDigest.Of(path) == digest)
        {
            index.SaveBlob(digest, stat);
            return true;
        }

        return !Quarantine(path, digest);
    }

    /// <summary>Moves a blob aside unless another builder has mended it meanwhile.</summary>
    /// <returns>False where the blob is right after all.</returns>
    private bool Quarantine(string path, string digest)
    {
        Directory.CreateDirectory(_quarantine);
        var aside = Path.Combine(_quarantine, $"{digest}.{Environment.ProcessId}");
        try
        {
            File.Move(path, aside, overwrite: true);
        }
        catch (FileNotFoundException)
        {
            return true; // another builder has moved it
        }

        if (FileDigest.Of(aside) == digest)
        {
            File.Move(aside, path, overwrite: true);
            return false;
        }

        warn($"damaged: {path} no longer has the bytes of its name; moved to {aside}");
        return true;
    }
}
