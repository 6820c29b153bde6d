namespace Recipes.Text.Statistics;

/// <summary>How an interval was made.</summary>
public enum IntervalMethod
{
    /// <summary>Score interval of one rate: see <see cref="Statistics.Wilson"/>.</summary>
    Wilson,

    /// <summary>Score interval of a paired difference of rates: see <see cref="Statistics.Tango"/>.</summary>
    Tango,

    /// <summary>Resampled clusters: see <see cref="Statistics.Bootstrap"/>.</summary>
    Bootstrap,
}

/// <summary>A metric or a difference with what is known about it.</summary>
public sealed record Estimate
{
    /// <summary>The mean, or the mean over dimensions of their means.</summary>
    public required double Value { get; init; }

    /// <summary>The two-sided 95 % interval; null where a stratum has one cluster only and nothing can be
    /// said.</summary>
    public required Interval? TwoSided95 { get; init; }

    /// <summary>The one-sided 95 % lower and upper bound (the two-sided interval at level 0.90); null
    /// likewise.</summary>
    public required Interval? OneSided95 { get; init; }

    /// <summary>Items.</summary>
    public required int Count { get; init; }

    /// <summary>Clusters; equal to <see cref="Count"/> where every item is its own.</summary>
    public required int Clusters { get; init; }

    /// <summary>Chosen by the form of the scores: see <see cref="Intervals"/>.</summary>
    public required IntervalMethod Method { get; init; }
}
