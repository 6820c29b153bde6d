namespace Recipes.Engine;

/// <summary>What a run did with one node.</summary>
public sealed record NodeOutcome
{
    /// <summary>The node's name.</summary>
    public required string Name { get; init; }

    /// <summary>The target it belongs to.</summary>
    public required string Target { get; init; }

    /// <summary>What was done.</summary>
    public required NodeState State { get; init; }

    /// <summary>Why, one line: <c>spec.threshold 0.8 → 0.9</c>, <c>first run</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>Seconds that the stage took: now where it ran, else when its result was made.</summary>
    public required double Seconds { get; init; }

    /// <summary>Highest resident memory of the process while the stage ran; when its result was made where it did
    /// not.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>64 hex digits; empty where a source of the node could not be read.</summary>
    public required string Key { get; init; }

    /// <summary>Units already done when the stage went on from a checkpoint; null where it began anew.</summary>
    public long? ResumedAt { get; init; }
}
