namespace Recipes.Engine;

/// <summary>Something that a node reads. A closed list: the three records below.</summary>
internal abstract record Reference;

/// <summary>A file of the user.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="LogicalName">Names it in keys, the lock file and explanations.</param>
internal sealed record SourceReference(string Path, string LogicalName) : Reference;

/// <summary>A value given by the host.</summary>
/// <param name="Parts">The leaves of its canonical JSON, named below its name.</param>
internal sealed record ValueReference(IReadOnlyList<KeyPart> Parts) : Reference;

/// <summary>The output of a node, or a part of it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Selection">File names, and folders ending in <c>/</c>; empty for the whole output.</param>
internal sealed record OutputReference(Node Node, IReadOnlyList<string> Selection) : Reference
{
    /// <summary>The one folder that is taken as the root of the view, or empty.</summary>
    public string Root => Selection is [var only] && only.EndsWith('/') ? only : "";

    /// <summary>True where the file belongs to the selection.</summary>
    public bool Selects(string fileName) => Selection.Count == 0 || Selection.Any(entry =>
        entry.EndsWith('/') ? fileName.StartsWith(entry, StringComparison.Ordinal) : fileName == entry);
}

/// <summary>Gives the folder behind a reference.</summary>
internal interface IViews
{
    /// <summary>A folder of read-only links to the selected files.</summary>
    string Folder(OutputReference output);
}
