using Recipes.Core;
using Recipes.Stages.Items;

namespace Recipes.Stages.Evaluate;

/// <summary>A named number over some of the results: their mean, or the macro mean over strata.</summary>
internal sealed record Metric
{
    /// <summary>As gates and summary.json have it.</summary>
    public required string Name { get; init; }

    /// <summary>The stratum of a result, or null where it does not belong. One stratum makes a plain mean; several make a macro
    /// mean in which each counts the same.</summary>
    public required Func<ItemResult, string?> Stratum { get; init; }

    /// <summary>Every metric, in the order of the report.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        Mean("domain", r => r.Subset is Subset.Rephrased or Subset.Heldout || (r.Subset == Subset.Customer && r.Dimension is "domain" or "custom")),
        new() { Name = "general", Stratum = r => r.Subset == Subset.General && Subset.Dimensions.Contains(r.Dimension) ? r.Dimension : null },
        .. Subset.Dimensions.Select(d => Mean(d, r => r.Subset == Subset.General && r.Dimension == d)),
        Mean(Subset.Rephrased, r => r.Subset == Subset.Rephrased),
        Mean(Subset.Verbatim, r => r.Subset == Subset.Verbatim),
        Mean(Subset.Heldout, r => r.Subset == Subset.Heldout),
        Mean(Subset.Withheld, r => r.Subset == Subset.Withheld),
        Mean(Subset.Outside, r => r.Subset == Subset.Outside),
        Mean(Subset.Contrast, r => r.Subset == Subset.Contrast),
        Mean(Subset.Customer, r => r.Subset == Subset.Customer && Subset.Dimensions.Contains(r.Dimension)),
    ];

    /// <summary>The metric of a name.</summary>
    public static Metric Named(string name) => All.First(m => m.Name == name);

    /// <summary>The results that belong, by stratum in ordinal order; transport errors never enter a score.</summary>
    public IReadOnlyList<IReadOnlyList<ItemResult>> Strata(IReadOnlyList<ItemResult> results) =>
        results.Where(r => r.Outcome != Outcome.Error && Stratum(r) is not null)
            .GroupBy(r => Stratum(r)!, StringComparer.Ordinal) // not null: filtered in the line above
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (IReadOnlyList<ItemResult>)g.ToList())
            .ToList();

    /// <summary>The value, or null where nothing was measured.</summary>
    public double? Value(IReadOnlyList<ItemResult> results) =>
        Strata(results) is { Count: > 0 } strata ? strata.Average(s => s.Average(r => r.Score)) : null;

    private static Metric Mean(string name, Func<ItemResult, bool> belongs) =>
        new() { Name = name, Stratum = r => belongs(r) ? name : null };
}
