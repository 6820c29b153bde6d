using System.Security.Cryptography;
using System.Text;
using Recipes.Core;

namespace Recipes.Engine.Storage;

/// <summary>A builder's hold on the store: the open index, a scratch folder, and the number of this run.</summary>
internal sealed class Session : IDisposable
{
    private readonly BuilderOptions _options;
    private readonly KeyLock _scratchLock;
    private readonly string _scratch;
    private readonly long? _indexInode;
    private string? _run;
    private int _views;

    private Session(BuilderOptions options, string scratch, KeyLock scratchLock, StoreIndex index)
    {
        _options = options;
        _scratch = scratch;
        _scratchLock = scratchLock;
        Index = index;
        _indexInode = FileStat.Of(IndexPath(CacheFolder))?.Inode;
        Blobs = new(CacheFolder, index, Warn);
        Sources = new(index, StartNanoseconds());
    }

    /// <summary>Absolute path of the store.</summary>
    public string CacheFolder => Path.GetFullPath(_options.CacheFolder);

    /// <summary>What is known by key, recipe and path.</summary>
    public StoreIndex Index { get; }

    /// <summary>What is known by digest.</summary>
    public BlobStore Blobs { get; }

    /// <summary>Digests of the user's files.</summary>
    public SourceDigests Sources { get; }

    /// <summary>Describes this run in the history; the first call counts it.</summary>
    public string Run => _run ??= FormattableString.Invariant(
        $"run {Index.AddRun(_options.RecipeId, _options.ProcessDescription)} {_options.ProcessDescription}").TrimEnd();

    /// <summary>Opens the store, making it where absent, and sweeps what dead processes left.</summary>
    public static Session Open(BuilderOptions options)
    {
        var cache = Path.GetFullPath(options.CacheFolder);
        foreach (var folder in (ReadOnlySpan<string>)["locks", "scratch", "work"])
        {
            Directory.CreateDirectory(Path.Combine(cache, folder));
        }

        SweepScratch(Path.Combine(cache, "scratch"));
        var (scratch, scratchLock) = TakeScratch(Path.Combine(cache, "scratch"));
        return new Session(options, scratch, scratchLock, OpenIndex(options, cache));
    }

    /// <summary>The checkpoint folder of a key while it is made; it outlives a killed process.</summary>
    public string CheckpointFolder(string key) => Path.Combine(CacheFolder, "work", key);

    /// <summary>The lock file of a key.</summary>
    public string LockFile(string key) => Path.Combine(CacheFolder, "locks", key);

    /// <summary>Holds a published folder while it is changed, against other builds on this store.</summary>
    /// <param name="folder">Absolute path.</param>
    public KeyLock LockFolder(string folder)
    {
        var name = "out-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)));
        return KeyLock.Acquire(LockFile(name), () => { }, CancellationToken.None);
    }

    /// <summary>Where the one node that runs now writes its output; not made.</summary>
    public string OutputFolder => Path.Combine(_scratch, "output");

    /// <summary>A new empty folder that goes with this session.</summary>
    public string NewFolder()
    {
        var folder = Path.Combine(_scratch, "v" + (_views++).ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>The result of a key with every blob there and right, or null.</summary>
    public StoredResult? Intact(string key)
    {
        var result = Index.Result(key);
        if (result is null)
        {
            return null;
        }

        // Counts, so that every damaged blob is found and not the first alone.
        var damaged = result.Outputs.Count(file => !Blobs.Holds(file.Digest, file.SizeBytes));
        return damaged == 0 ? result : null;
    }

    /// <summary>Removes checkpoints that are empty, or whose key has a result: their process was killed.</summary>
    public void SweepWork()
    {
        foreach (var folder in Directory.GetDirectories(Path.Combine(CacheFolder, "work")))
        {
            var key = Path.GetFileName(folder);
            using var free = KeyLock.TryAcquire(LockFile(key));
            if (free is not null && Directory.Exists(folder)
                && (!Directory.EnumerateFileSystemEntries(folder).Any() || Index.Result(key) is not null))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Index.Dispose();
        Directory.Delete(_scratch, recursive: true);
        _scratchLock.Dispose();
    }

    /// <summary>Begins the index anew after SQLite found a damaged page; this session is of no use any more.</summary>
    public void DiscardIndex()
    {
        Dispose(); // first, because closing removes the side files by their names
        using var opening = LockIndex(CacheFolder);
        if (FileStat.Of(IndexPath(CacheFolder))?.Inode == _indexInode) // else another builder has begun it anew
        {
            StoreIndex.MoveAside(IndexPath(CacheFolder), aside => Warn(Damaged(aside)));
        }
    }

    private static StoreIndex OpenIndex(BuilderOptions options, string cache)
    {
        using var opening = LockIndex(cache);
        return StoreIndex.Open(IndexPath(cache), aside => options.Emit(new WarningEvent(Damaged(aside)) { Node = "" }));
    }

    /// <summary>One opens at a time, so that a damaged file is moved aside once and nobody writes into it.</summary>
    private static KeyLock LockIndex(string cache) =>
        KeyLock.Acquire(Path.Combine(cache, "locks", "index"), () => { }, CancellationToken.None);

    private static string IndexPath(string cache) => Path.Combine(cache, "index-1.db");

    private static string Damaged(string aside) =>
        $"the index of the store was damaged and begins anew; the old one is {aside}";

    private static (string Folder, KeyLock Lock) TakeScratch(string root)
    {
        for (var number = 0; ; number++)
        {
            var folder = Path.Combine(root, FormattableString.Invariant($"{Environment.ProcessId}-{number}"));
            if (Directory.Exists(folder) || KeyLock.TryAcquire(folder + ".lock") is not { } taken)
            {
                continue;
            }

            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                return (folder, taken);
            }

            taken.Dispose();
        }
    }

    private static void SweepScratch(string root)
    {
        foreach (var folder in Directory.GetDirectories(root))
        {
            using var free = KeyLock.TryAcquire(folder + ".lock");
            if (free is not null && Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>The time of the file system that the store lies on: that of a file just written.</summary>
    private long StartNanoseconds()
    {
        var path = Path.Combine(_scratch, "clock");
        File.WriteAllText(path, "");
        return FileStat.Of(path)?.ModifiedNanoseconds ?? 0;
    }

    private void Warn(string text) => _options.Emit(new WarningEvent(text) { Node = "" });
}
