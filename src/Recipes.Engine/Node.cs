namespace Recipes.Engine;

/// <summary>A stage with its spec, its inputs and its format, types erased.</summary>
internal sealed class Node
{
    /// <summary>Name, target, class and facts.</summary>
    public required NodeOptions Options { get; init; }

    /// <summary>Stage, version, leaves of the spec, and facts: all of the key but the inputs.</summary>
    public required IReadOnlyList<KeyPart> OwnParts { get; init; }

    /// <summary>What it reads, in order.</summary>
    public required IReadOnlyList<Reference> Inputs { get; init; }

    /// <summary>Reads the input, runs the stage and writes the output into the context's folder.</summary>
    public required Action<IViews, StageContext> Execute { get; init; }

    /// <summary>The name, unique within the graph.</summary>
    public string Name => Options.Name;
}
