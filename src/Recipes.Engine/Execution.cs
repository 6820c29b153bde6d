using Recipes.Core;
using Recipes.Engine.Storage;

namespace Recipes.Engine;

/// <summary>One run of a stage; the caller holds the key's lock.</summary>
/// <param name="node">What runs.</param>
/// <param name="output">Folder of the output, empty or absent.</param>
/// <param name="checkpoint">Folder of the checkpoint; what lies in it is kept.</param>
/// <param name="emit">Takes the stage's events.</param>
internal sealed class Execution(Node node, string output, string checkpoint, Action<RunEvent> emit)
{
    private bool _resumes;

    /// <summary>Units done at the first progress after a start from a checkpoint; null without one.</summary>
    public long? ResumedAt { get; private set; }

    /// <summary>Runs the stage; its files lie in the output folder afterwards.</summary>
    public void Run(IViews views, CancellationToken cancellation)
    {
        Directory.CreateDirectory(output);
        Directory.CreateDirectory(checkpoint);
        _resumes = Directory.EnumerateFileSystemEntries(checkpoint).Any();
        node.Execute(views, new()
        {
            Node = node.Name,
            OutputFolder = output,
            CheckpointFolder = checkpoint,
            Emit = Observe,
            Cancellation = cancellation,
        });
    }

    /// <summary>Moves the output into the store.</summary>
    /// <returns>In ordinal order of the names.</returns>
    /// <exception cref="InvalidOperationException">The stage wrote a link, or a name with a control
    /// character.</exception>
    public IReadOnlyList<OutputFile> Take(BlobStore blobs)
    {
        var root = new DirectoryInfo(output);
        if (root.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).FirstOrDefault(IsRefused) is { } refused)
        {
            throw new InvalidOperationException(
                $"{node.Name} wrote {Name(refused)}; an output holds plain files without control characters in their names"
            );
        }

        var files = root.EnumerateFiles("*", SearchOption.AllDirectories).ToList()
            .ConvertAll(file => blobs.Take(file.FullName, Name(file)));
        files.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return files;
    }

    /// <summary>Removes the checkpoint, once the result is recorded.</summary>
    public void Finish()
    {
        Remove(checkpoint);
        RemoveOutput();
    }

    /// <summary>Removes the half output; the checkpoint stays for the next run.</summary>
    public void Abandon()
    {
        RemoveOutput();
        if (Directory.Exists(checkpoint) && !Directory.EnumerateFileSystemEntries(checkpoint).Any())
        {
            Remove(checkpoint);
        }
    }

    /// <summary>An empty folder is left for the next node.</summary>
    private void RemoveOutput()
    {
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any())
        {
            Remove(output);
        }
    }

    /// <summary>A link would move files of others into the store.</summary>
    private static bool IsRefused(FileSystemInfo entry) =>
        entry.LinkTarget is not null || entry.Name.Any(char.IsControl);

    private string Name(FileSystemInfo entry) =>
        Path.GetRelativePath(output, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Observe(RunEvent happening)
    {
        if (_resumes && ResumedAt is null && happening is ProgressEvent progress)
        {
            ResumedAt = progress.Done;
        }

        emit(happening);
    }
}
