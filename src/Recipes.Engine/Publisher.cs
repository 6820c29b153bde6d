using Recipes.Core;
using Recipes.Engine.Storage;

namespace Recipes.Engine;

/// <summary>Keeps the out folder equal to what the graph publishes.</summary>
internal sealed class Publisher
{
    private const long LinkFromBytes = 1 << 20; // below 1 MiB a copy costs no more than a link that may dangle

    private readonly Session _session;
    private readonly Availability _available;
    private readonly string _outFolder;
    private readonly Dictionary<string, PublishedFile> _before;

    /// <param name="session">The open store.</param>
    /// <param name="available">Outputs of the nodes.</param>
    /// <param name="outFolder">Made where absent.</param>
    public Publisher(Session session, Availability available, string outFolder)
    {
        _session = session;
        _available = available;
        _outFolder = Path.GetFullPath(outFolder);
        _before = session.Index.Published(_outFolder).ToDictionary(file => file.Path, StringComparer.Ordinal);
    }

    /// <summary>Removes what earlier runs published under targets that the graph no longer has.</summary>
    public void RemoveOthers(IEnumerable<Publication> publications)
    {
        using var mine = _session.LockFolder(_outFolder);
        var targets = publications.Select(publication => publication.Target).ToHashSet(StringComparer.Ordinal);
        Remove(_before.Values.Where(file => !targets.Contains(file.Target)));
    }

    /// <summary>Makes the files of available nodes appear.</summary>
    /// <returns>The nodes of which a published file had been removed or changed since it was written.</returns>
    public IReadOnlySet<Node> Publish(IReadOnlyList<Publication> publications)
    {
        using var mine = _session.LockFolder(_outFolder);
        var wanted = publications.SelectMany(Wanted).ToList();
        var paths = wanted.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var targets = publications.Select(publication => publication.Target).ToHashSet(StringComparer.Ordinal);
        Remove(_before.Values.Where(file => targets.Contains(file.Target) && !paths.Contains(file.Path)));

        var restored = new HashSet<Node>();
        var written = new List<PublishedFile>();
        foreach (var file in wanted.Where(file => !IsThere(file)))
        {
            if (_before.TryGetValue(file.Path, out var before) && before.Digest == file.Digest)
            {
                restored.Add(file.Node);
            }

            written.Add(Write(file));
        }

        Save(written);
        return restored;
    }

    private IEnumerable<WantedFile> Wanted(Publication publication)
    {
        var output = publication.Output;
        var files = _available.Files(output);
        return files.Select(file => new WantedFile(
            output.Node,
            IsFile(publication, files) ? publication.Target : publication.Target + "/" + file.Name,
            publication.Target,
            file.Digest,
            file.SizeBytes));
    }

    /// <summary>One selected file, or a whole output of one file whose extension the target has.</summary>
    private static bool IsFile(Publication publication, IReadOnlyList<OutputFile> files)
    {
        if (publication.Output.Selection is [var only] && !only.EndsWith('/'))
        {
            return true;
        }

        var extension = Path.GetExtension(publication.Target);
        return publication.Output.Selection.Count == 0 && files.Count == 1 && extension.Length > 0
            && Path.GetExtension(files[0].Name) == extension;
    }

    private bool IsThere(WantedFile file)
    {
        if (!_before.TryGetValue(file.Path, out var before)
            || before.Digest != file.Digest || before.Target != file.Target)
        {
            return false;
        }

        var path = Path.Combine(_outFolder, file.Path);
        return IsLinked(file)
            ? new FileInfo(path).LinkTarget == _session.Blobs.PathOf(file.Digest)
            : FileStat.Of(path) == before.Stat;
    }

    private static bool IsLinked(WantedFile file) =>
        file.SizeBytes >= LinkFromBytes && !OperatingSystem.IsWindows(); // links need a privilege there

    private PublishedFile Write(WantedFile file)
    {
        var path = Path.Combine(_outFolder, file.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? _outFolder);
        var blob = _session.Blobs.PathOf(file.Digest);
        AtomicFile.Write(path, temporary =>
        {
            if (IsLinked(file))
            {
                File.CreateSymbolicLink(temporary, blob);
                return;
            }

            // A stream and not File.Copy, which would copy the blob's read-only mode too.
            using var source = File.OpenRead(blob);
            using var target = File.Create(temporary);
            source.CopyTo(target);
        });
        var stat = IsLinked(file) ? default : FileStat.Of(path) ?? default;
        return new(file.Path, file.Target, file.Digest, stat);
    }

    private void Remove(IEnumerable<PublishedFile> files)
    {
        var stale = files.ToList();
        if (stale.Count == 0)
        {
            return;
        }

        foreach (var file in stale)
        {
            var path = Path.Combine(_outFolder, file.Path);
            if (Directory.Exists(Path.GetDirectoryName(path)))
            {
                File.Delete(path);
                RemoveEmptyFolders(Path.GetDirectoryName(path));
            }

            _before.Remove(file.Path);
        }

        _session.Index.Together(() => stale.ForEach(file => _session.Index.RemovePublished(_outFolder, file.Path)));
    }

    private void RemoveEmptyFolders(string? folder)
    {
        while (folder is not null && folder.Length > _outFolder.Length
            && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
            folder = Path.GetDirectoryName(folder);
        }
    }

    private void Save(List<PublishedFile> written)
    {
        if (written.Count == 0)
        {
            return;
        }

        written.ForEach(file => _before[file.Path] = file);
        _session.Index.Together(() => written.ForEach(file => _session.Index.SavePublished(_outFolder, file)));
    }

    /// <summary>A file that should lie below the out folder.</summary>
    private sealed record WantedFile(Node Node, string Path, string Target, string Digest, long SizeBytes);
}
