namespace Recipes.Engine;

/// <summary>A promise of a value of one type; made by <see cref="Graph"/> alone.</summary>
/// <typeparam name="T">What <see cref="Builder.Read{T}"/> gives.</typeparam>
public sealed class Handle<T> : Handle
{
    private readonly Func<IViews, T> _read;

    internal Handle(IReadOnlyList<Reference> references, Func<IViews, T> read)
        : base(references) => _read = read;

    /// <summary>One file of the node's output; only its digest enters the keys of its readers.</summary>
    /// <param name="fileName">Relative path with <c>/</c>, as the node's format writes it. A file that the node did not
    /// write is absent: that too is a part of the key.</param>
    /// <param name="format">Reads a folder that holds this file under this name.</param>
    /// <exception cref="InvalidOperationException">The handle is not a node's output.</exception>
    public Handle<TPart> Part<TPart>(string fileName, IFormat<TPart> format)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        return Part([fileName], format);
    }

    /// <summary>Several files or folders of the node's output; only their digests enter the keys of their
    /// readers.</summary>
    /// <param name="fileNamesOrFolders">Relative paths with <c>/</c>; a folder ends in <c>/</c>. One folder alone is
    /// taken as the root: its files are read and published by their names below it. Else names stay as they
    /// are.</param>
    /// <param name="format">Reads a folder that holds these files.</param>
    /// <exception cref="InvalidOperationException">The handle is not a node's output.</exception>
    public Handle<TView> Part<TView>(IReadOnlyList<string> fileNamesOrFolders, IFormat<TView> format)
    {
        ArgumentNullException.ThrowIfNull(fileNamesOrFolders);
        ArgumentNullException.ThrowIfNull(format);
        var whole = SingleOutput;
        if (whole.Selection.Count > 0)
        {
            throw new InvalidOperationException("A part of a part: take it from the node's own handle");
        }

        return Of(whole with { Selection = [.. fileNamesOrFolders] }, format);
    }

    /// <summary>The same promise seen as another value; the keys of its readers stay what they are.</summary>
    /// <param name="map">Pure: called whenever the value is read.</param>
    public Handle<TView> Map<TView>(Func<T, TView> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new(References, views => map(_read(views)));
    }

    /// <summary>The handle of a node's output, or of a part of it.</summary>
    internal static Handle<TView> Of<TView>(OutputReference output, IFormat<TView> format) =>
        new([output], views => format.Read(views.Folder(output)));

    /// <summary>The value, read from the store.</summary>
    internal T Read(IViews views) => _read(views);
}
