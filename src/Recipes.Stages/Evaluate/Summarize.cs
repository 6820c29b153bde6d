using Recipes.Core;
using Recipes.Stages.Items;
using Recipes.Text.Statistics;

namespace Recipes.Stages.Evaluate;

/// <summary>Brings the results of base and tuned into metrics, differences and the radar.</summary>
internal static class Summarize
{
    /// <summary>A summary without gates and verdict.</summary>
    public static Summary Of(IReadOnlyList<ItemResult> baseline, IReadOnlyList<ItemResult> tuned, IReadOnlyList<EvaluationItem> items, long seed)
    {
        var models = new[] { (Name: "base", Results: baseline), (Name: "tuned", Results: tuned) };
        var unseen = items.Where(i => i.Tags.Contains("unseen")).Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        return new Summary
        {
            Verdict = "",
            Selected = "",
            Gates = [],
            Metrics = Measure(Metric.All, models, seed),
            Unseen = Measure(
                Subset.Dimensions.Select(Metric.Named).ToList(),
                models.Select(m => (m.Name, (IReadOnlyList<ItemResult>)m.Results.Where(r => unseen.Contains(r.Item)).ToList())).ToArray(),
                seed),
            Differences = Metric.All.Select(m => (m.Name, Difference: Difference(m, tuned, baseline, seed)))
                .Where(d => d.Difference is not null)
                .ToDictionary(d => d.Name, d => (IReadOnlyDictionary<string, DifferenceResult>)new Dictionary<string, DifferenceResult>(StringComparer.Ordinal) { ["base"] = d.Difference! }, StringComparer.Ordinal), // not null: filtered above
            Radar = RadarOf(models),
            Outcomes = models.ToDictionary(m => m.Name, m => (IReadOnlyDictionary<string, int>)Count(m.Results), StringComparer.Ordinal),
        };
    }

    private static Dictionary<string, IReadOnlyDictionary<string, MetricResult>> Measure(
        IReadOnlyList<Metric> metrics, (string Name, IReadOnlyList<ItemResult> Results)[] models, long seed)
    {
        var measured = new Dictionary<string, IReadOnlyDictionary<string, MetricResult>>(StringComparer.Ordinal);
        foreach (var metric in metrics)
        {
            var ofModels = new Dictionary<string, MetricResult>(StringComparer.Ordinal);
            foreach (var (name, results) in models)
            {
                if (Strata.Of(metric, results) is { Count: > 0 } strata)
                {
                    var e = Intervals.OfMean(strata, (ulong)seed);
                    ofModels[name] = new(e.Value, e.TwoSided95?.Low ?? 0, e.TwoSided95?.High ?? 1, e.Count, e.Clusters);
                }
            }

            if (ofModels.Count > 0)
            {
                measured[metric.Name] = ofModels;
            }
        }

        return measured;
    }

    private static DifferenceResult? Difference(Metric metric, IReadOnlyList<ItemResult> tuned, IReadOnlyList<ItemResult> baseline, long seed)
    {
        var paired = Strata.Of(metric, tuned, baseline);
        if (paired.Count == 0)
        {
            return null;
        }

        var comparison = Comparison.Of(paired, (ulong)seed);
        var outcome = comparison.Verdict switch
        {
            Text.Statistics.Verdict.Better => "better",
            Text.Statistics.Verdict.Worse => "worse",
            _ => "cannot-tell",
        };
        return new(comparison.Difference.Value, comparison.Difference.TwoSided95?.Low ?? -1, comparison.Difference.TwoSided95?.High ?? 1, outcome);
    }

    private static RadarResult? RadarOf((string Name, IReadOnlyList<ItemResult> Results)[] models)
    {
        var axes = Subset.Dimensions.Where(d => models.All(m => Metric.Named(d).Value(m.Results) is not null)).ToList();
        if (axes.Count < 3)
        {
            return null; // a polygon needs three axes
        }

        var radii = models.ToDictionary(
            m => m.Name,
            m => (IReadOnlyList<double>)axes.Select(d => Metric.Named(d).Value(m.Results) ?? 0).ToList(),
            StringComparer.Ordinal);
        var full = Radar.Area(Enumerable.Repeat(1.0, axes.Count).ToList());
        return new(axes, radii, Radar.Overlap(radii["base"], radii["tuned"]) / full, Radar.Union(radii["base"], radii["tuned"]) / full);
    }

    private static SortedDictionary<string, int> Count(IReadOnlyList<ItemResult> results) => new(
        results.GroupBy(r => r.Outcome.ToString().ToLowerInvariant(), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal),
        StringComparer.Ordinal);
}
