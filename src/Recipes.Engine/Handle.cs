namespace Recipes.Engine;

/// <summary>A promise of a value: which parts of which nodes it is made of.</summary>
public abstract class Handle
{
    private protected Handle(IReadOnlyList<Reference> references) => References = references;

    /// <summary>In the order in which they enter the key of a node that reads this.</summary>
    internal IReadOnlyList<Reference> References { get; }

    /// <summary>The one node or source behind this handle.</summary>
    /// <exception cref="InvalidOperationException">There are several, or it is a value or a source.</exception>
    internal OutputReference SingleOutput => References is [OutputReference output]
        ? output
        : throw new InvalidOperationException("Not a node's output but a source, a value or a join");
}
