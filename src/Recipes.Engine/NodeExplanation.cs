namespace Recipes.Engine;

/// <summary>Why a node last ran or was restored.</summary>
public sealed record NodeExplanation
{
    /// <summary>The node's name.</summary>
    public required string Node { get; init; }

    /// <summary>The target it belongs to.</summary>
    public required string Target { get; init; }

    /// <summary>The key of its last result; null where it never ran for this recipe.</summary>
    public required string? Key { get; init; }

    /// <summary>The key before; null where there was none.</summary>
    public required string? PreviousKey { get; init; }

    /// <summary>The reason given when it last ran, one line.</summary>
    public required string Reason { get; init; }

    /// <summary>Parts that differ between the two keys, own causes (spec, version, facts, sources) before
    /// inputs.</summary>
    public required IReadOnlyList<PartChange> Changes { get; init; }

    /// <summary>The changes that started it, followed upstream: what a person edited. Each names its node.</summary>
    public required IReadOnlyList<RootCause> RootCauses { get; init; }

    /// <summary>The run that made the last key; null where there is none.</summary>
    public required string? Run { get; init; }

    /// <summary>The run that made the key before; null where there is none.</summary>
    public required string? PreviousRun { get; init; }
}

/// <summary>Where a chain of reruns began.</summary>
/// <param name="Node">The node whose own part changed.</param>
/// <param name="Change">That part.</param>
public sealed record RootCause(string Node, PartChange Change);
