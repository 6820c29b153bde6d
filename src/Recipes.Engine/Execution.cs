using Recipes.Core;
using Recipes.Engine.Storage;

namespace Recipes.Engine;

/// <summary>One run of a stage in the work folder of its key; the caller holds the key's lock.</summary>
internal sealed class Execution(Node node, string workFolder, Action<RunEvent> emit)
{
    private readonly string _output = Path.Combine(workFolder, "output");
    private readonly string _checkpoint = Path.Combine(workFolder, "checkpoint");
    private bool _resumes;

    /// <summary>Units done at the first progress after a start from a checkpoint; null without one.</summary>
    public long? ResumedAt { get; private set; }

    /// <summary>Runs the stage; its files lie in the output folder afterwards.</summary>
    public void Run(IViews views, CancellationToken cancellation)
    {
        Remove(_output); // of a process that was killed
        Directory.CreateDirectory(_output);
        Directory.CreateDirectory(_checkpoint);
        _resumes = Directory.EnumerateFileSystemEntries(_checkpoint).Any();
        node.Execute(views, new()
        {
            Node = node.Name,
            OutputFolder = _output,
            CheckpointFolder = _checkpoint,
            Emit = Observe,
            Cancellation = cancellation,
        });
    }

    /// <summary>Moves the output into the store.</summary>
    /// <returns>In ordinal order of the names.</returns>
    /// <exception cref="InvalidOperationException">The stage wrote a link, or a name with a control character.</exception>
    public IReadOnlyList<OutputFile> Take(BlobStore blobs)
    {
        var files = new List<OutputFile>();
        foreach (var file in new DirectoryInfo(_output).EnumerateFiles("*", SearchOption.AllDirectories).ToList())
        {
            var name = Path.GetRelativePath(_output, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (file.LinkTarget is not null || name.Any(char.IsControl))
            {
                throw new InvalidOperationException(
                    $"{node.Name} wrote {name}; an output holds plain files only, without control characters in their names");
            }

            files.Add(blobs.Take(file.FullName, name));
        }

        files.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return files;
    }

    /// <summary>Removes everything, once the result is recorded.</summary>
    public void Finish() => Remove(workFolder);

    /// <summary>Removes the half output; the checkpoint stays for the next run.</summary>
    public void Abandon()
    {
        Remove(_output);
        if (Directory.Exists(_checkpoint) && !Directory.EnumerateFileSystemEntries(_checkpoint).Any())
        {
            Remove(workFolder);
        }
    }

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
