using Recipes.Core;

namespace Recipes.Engine.Storage;

/// <summary>Digests of the user's files, read only where the file system says that they may have changed.</summary>
/// <param name="index">Remembers them between runs.</param>
/// <param name="startNanoseconds">The file system's time when this run began.</param>
internal sealed class SourceDigests(StoreIndex index, long startNanoseconds)
{
    /// <summary>A file written so shortly before it was hashed can be written again without a new time (coarse clocks
    /// of file systems; 2 s is the coarsest, FAT's), so its digest is not remembered.</summary>
    private const long YoungNanoseconds = 2_000_000_000;

    private readonly Dictionary<string, (string Digest, FileStat Stat)> _known = new(StringComparer.Ordinal);
    private readonly List<(string Path, string Digest, FileStat Stat)> _fresh = [];

    /// <summary>Digest of a source as it was first seen in this run.</summary>
    /// <exception cref="RecipeException">There is no such file.</exception>
    public string Of(SourceReference source)
    {
        if (_known.TryGetValue(source.Path, out var known))
        {
            return known.Digest;
        }

        var stat = Require(source);
        if (index.Source(source.Path) is { } remembered && remembered.Stat == stat)
        {
            _known[source.Path] = remembered;
            return remembered.Digest;
        }

        var digest = FileDigest.Of(source.Path);
        _known[source.Path] = (digest, stat);
        var written = stat.Inode == 0 ? stat.ModifiedNanoseconds : stat.ChangedNanoseconds; // the first can be set at will
        if (written < startNanoseconds - YoungNanoseconds)
        {
            _fresh.Add((source.Path, digest, stat));
        }

        return digest;
    }

    /// <summary>True where the file is not as it was when it was hashed.</summary>
    public bool Moved(SourceReference source) =>
        !_known.TryGetValue(source.Path, out var known) || FileStat.Of(source.Path) != known.Stat;

    /// <summary>Remembers the digests made since the last call, in one transaction.</summary>
    public void Save()
    {
        if (_fresh.Count == 0)
        {
            return;
        }

        index.Together(() =>
        {
            foreach (var (path, digest, stat) in _fresh)
            {
                index.SaveSource(path, digest, stat);
            }
        });
        _fresh.Clear();
    }

    private static FileStat Require(SourceReference source) =>
        FileStat.Of(source.Path) ?? throw new RecipeException(new Problem
        {
            Code = "RCP6901",
            Fact = $"the file {source.LogicalName} is not there",
            File = source.Path,
            Remedy = "put the file back, or remove it from the recipe",
        });
}
