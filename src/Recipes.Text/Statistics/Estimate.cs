namespace Recipes.Text.Statistics;

/// <summary>A metric or a difference with what is known about it.</summary>
public sealed record Estimate
{
    /// <summary>The mean, or the mean over dimensions of their means.</summary>
    public required double Value { get; init; }

    /// <summary>The two-sided 95 % interval; null where a stratum has one cluster only and nothing can be said.</summary>
    public required Interval? TwoSided95 { get; init; }

    /// <summary>The one-sided 95 % lower and upper bound (the two-sided interval at level 0.90); null likewise.</summary>
    public required Interval? OneSided95 { get; init; }

    /// <summary>Items.</summary>
    public required int Count { get; init; }

    /// <summary>Clusters; equal to <see cref="Count"/> where every item is its own.</summary>
    public required int Clusters { get; init; }

    /// <summary>How the interval was made: wilson, tango or bootstrap.</summary>
    public required string Method { get; init; }
}
