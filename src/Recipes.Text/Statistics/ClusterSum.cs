namespace Recipes.Text.Statistics;

/// <summary>What a cluster of items adds to a mean or another ratio of sums.</summary>
/// <param name="Sum">Sum of the values; for F1 over a corpus 2 · right.</param>
/// <param name="Weight">Number of items; for F1 over a corpus gold + given.</param>
public readonly record struct ClusterSum(double Sum, double Weight)
{
    /// <summary>One sum per cluster, in order of first appearance.</summary>
    /// <param name="values">One per item.</param>
    /// <param name="clusters">The cluster of each item; null for an item of its own.</param>
    public static IReadOnlyList<ClusterSum> Of(IReadOnlyList<double> values, IReadOnlyList<string?> clusters)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(clusters);
        ArgumentOutOfRangeException.ThrowIfNotEqual(clusters.Count, values.Count);
        var sums = new List<ClusterSum>();
        var place = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < values.Count; i++)
        {
            if (clusters[i] is { } name && place.TryGetValue(name, out var at))
            {
                sums[at] = new(sums[at].Sum + values[i], sums[at].Weight + 1);
                continue;
            }

            if (clusters[i] is { } first)
            {
                place[first] = sums.Count;
            }

            sums.Add(new(values[i], 1));
        }

        return sums;
    }

    /// <summary>Sum of sums / sum of weights; 0 where all weights are.</summary>
    public static double Ratio(IReadOnlyList<ClusterSum> clusters)
    {
        ArgumentNullException.ThrowIfNull(clusters);
        var weight = clusters.Sum(c => c.Weight);
        return weight == 0 ? 0 : clusters.Sum(c => c.Sum) / weight;
    }
}
