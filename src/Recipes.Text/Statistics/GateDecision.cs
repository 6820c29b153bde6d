namespace Recipes.Text.Statistics;

/// <summary>What became of a gate.</summary>
public enum GateOutcome
{
    /// <summary>Shown to hold.</summary>
    Holds,

    /// <summary>Shown not to hold.</summary>
    Fails,

    /// <summary>Neither is shown: more items would tell.</summary>
    CannotTell,
}

/// <summary>A gate's figures and its outcome.</summary>
public sealed record GateDecision
{
    /// <summary>The metric, or the difference to the baseline.</summary>
    public required double Value { get; init; }

    /// <summary>The bounds that decided; null where a single cluster allows none.</summary>
    public required Interval? Bounds { get; init; }

    /// <summary>See <see cref="GateOutcome"/>.</summary>
    public required GateOutcome Outcome { get; init; }

    /// <summary>Items.</summary>
    public required int Count { get; init; }

    /// <summary>Clusters.</summary>
    public required int Clusters { get; init; }
}
