using Recipes.Core;
using Recipes.Text.Statistics;

namespace Recipes.Stages.Evaluate;

/// <summary>Results as the statistics want them: a list of scores per stratum of a metric.</summary>
internal static class Strata
{
    public static IReadOnlyList<IReadOnlyList<ItemScore>> Of(Metric metric, IReadOnlyList<ItemResult> results) =>
        metric.Strata(results).Select(s => (IReadOnlyList<ItemScore>)s.Select(r => new ItemScore(r.Score, r.Cluster)).ToList()).ToList();

    /// <summary>Items that both models answered; empty where there are none.</summary>
    public static IReadOnlyList<IReadOnlyList<PairedScore>> Of(
        Metric metric, IReadOnlyList<ItemResult> tuned, IReadOnlyList<ItemResult> baseline)
    {
        var scores = baseline.Where(r => r.Outcome != Outcome.Error).ToDictionary(r => r.Item, r => r.Score, StringComparer.Ordinal);
        return metric.Strata(tuned.Where(r => scores.ContainsKey(r.Item)).ToList())
            .Select(s => (IReadOnlyList<PairedScore>)s.Select(r => new PairedScore(r.Score, scores[r.Item], r.Cluster)).ToList())
            .ToList();
    }
}
