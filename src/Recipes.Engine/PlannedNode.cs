namespace Recipes.Engine;

/// <summary>What a run would do with one node.</summary>
public sealed record PlannedNode
{
    /// <summary>The node's name.</summary>
    public required string Name { get; init; }

    /// <summary>The target it belongs to.</summary>
    public required string Target { get; init; }

    /// <summary>What would be done.</summary>
    public required PlannedAction Action { get; init; }

    /// <summary>Why, one line.</summary>
    public required string Reason { get; init; }

    /// <summary>Seconds it took the last time; null where no run is recorded.</summary>
    public required double? ExpectedSeconds { get; init; }
}

/// <summary>What a run would do.</summary>
public enum PlannedAction
{
    /// <summary>Nothing.</summary>
    UpToDate,

    /// <summary>Take the result from the store.</summary>
    Restore,

    /// <summary>Run, unless the nodes above give the output they gave before.</summary>
    MayRun,

    /// <summary>Run.</summary>
    MustRun,
}
