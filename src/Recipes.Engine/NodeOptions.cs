namespace Recipes.Engine;

/// <summary>How a node is called, and what it belongs to.</summary>
public sealed record NodeOptions
{
    /// <summary>Unique within the graph, such as <c>train/lora</c>; enters the keys of the nodes that read
    /// it.</summary>
    public required string Name { get; init; }

    /// <summary>The target that asks for it, such as <c>Train</c>.</summary>
    public required string Target { get; init; }

    /// <summary>Default exact.</summary>
    public ArtifactClass Class { get; init; } = ArtifactClass.Exact;

    /// <summary>Facts that change the result: versions of libraries, the parts of a numeric class. Parts of the
    /// key.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);
}
