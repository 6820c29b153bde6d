namespace Recipes.Yaml.Syntax;

/// <summary>What a node is.</summary>
internal enum NodeKind
{
    Scalar,
    List,
    Map,

    /// <summary>Already reported; readers leave it alone.</summary>
    Broken,
}

/// <summary>A value of the file with its place. A tree: no aliases, no tags, unique keys.</summary>
internal sealed class Node
{
    public required NodeKind Kind { get; init; }

    public required Place Place { get; init; }

    /// <summary>The scalar's value; empty for other kinds.</summary>
    public string Text { get; init; } = "";

    /// <summary>True where the scalar stands without quotes, so that <c>8</c> is a number.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The elements of a list.</summary>
    public List<Node> Items { get; init; } = [];

    /// <summary>The entries of a map in file order.</summary>
    public List<Entry> Entries { get; init; } = [];

    /// <summary>True for nothing, <c>~</c> and <c>null</c>.</summary>
    public bool IsNull => Kind == NodeKind.Scalar && IsPlain && Text is "" or "~" or "null";

    /// <summary>The value of a key, or null.</summary>
    public Node? Find(string key) => Entries.Find(e => e.Key == key)?.Value;
}

/// <summary>A key with its value.</summary>
internal sealed record Entry(string Key, Place Place, Node Value);
