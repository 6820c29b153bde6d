namespace Recipes.Text.Statistics;

/// <summary>Percentile bootstrap that resamples whole clusters, within each stratum on its own.</summary>
/// <remarks>Efron 1979; clusters because items that share a passage go right or wrong together. Its variance is (G −
/// 1)/G of the usual one for G clusters. Below about 50 clusters it claims too much, most of all where scores are 0 or
/// 1: see
/// <see cref="Intervals"/> for what is used there.</remarks>
public static class Bootstrap
{
    /// <summary>10,000: the rank of a 5 % quantile then has a standard error of 0.2 %.</summary>
    public const int DefaultDraws = 10_000;

    /// <summary>Draws of the mean over strata of each stratum's ratio of sums (for one stratum, of that
    /// ratio).</summary>
    /// <param name="strata">Clusters of each stratum, for example of each dimension; at least one stratum.</param>
    /// <param name="seed">Equal seeds give equal draws.</param>
    /// <param name="draws">At least 1.</param>
    /// <returns>null where a stratum has fewer than two clusters: there is nothing to resample.</returns>
    public static BootstrapDraws? MacroMean(
        IReadOnlyList<IReadOnlyList<ClusterSum>> strata,
        ulong seed,
        int draws = DefaultDraws
    )
    {
        ArgumentNullException.ThrowIfNull(strata);
        ArgumentOutOfRangeException.ThrowIfZero(strata.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        if (strata.Any(s => s.Count < 2))
        {
            return null;
        }

        var random = new SplitMix64(seed);
        var means = new double[draws];
        foreach (var stratum in strata)
        {
            var clusters = stratum.ToArray();
            for (var i = 0; i < draws; i++)
            {
                means[i] += Resampled(clusters, random) / strata.Count;
            }
        }

        Array.Sort(means);
        return new(strata.Average(ClusterSum.Ratio), means);
    }

    private static double Resampled(ClusterSum[] clusters, SplitMix64 random)
    {
        double sum = 0, weight = 0;
        for (var i = 0; i < clusters.Length; i++)
        {
            var drawn = clusters[random.Below(clusters.Length)];
            sum += drawn.Sum;
            weight += drawn.Weight;
        }

        return weight == 0 ? 0 : sum / weight;
    }
}
