namespace Recipes.Text.Statistics;

/// <summary>Figures of a classifier beside its accuracy, for label sets that are skewed.</summary>
public sealed record Classification
{
    /// <summary>Share of equal labels.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean recall over the labels that occur in gold.</summary>
    public required double BalancedAccuracy { get; init; }

    /// <summary>Mean F1 over the labels that occur in gold: labels such as unparseable, which only replies have, lower
    /// recall and are no class of their own.</summary>
    public required double MacroF1 { get; init; }

    /// <summary>Matthews' correlation of gold and given, in [−1, 1]; 0 where either side has one label only.</summary>
    public required double Correlation { get; init; }

    /// <summary>Cohen's kappa; null where both sides have one and the same label only.</summary>
    public required double? Kappa { get; init; }

    /// <summary>(row: gold, column: given) in the order of <see cref="Labels"/>.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    /// <summary>Every label of either side, in ordinal order or as asked for.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Compares given labels with gold ones, item by item.</summary>
    /// <param name="gold">At least one.</param>
    /// <param name="given">As many.</param>
    /// <param name="labels">The order of the confusion table, with every label of both sides; null → ordinal
    /// order.</param>
    public static Classification Of(
        IReadOnlyList<string> gold,
        IReadOnlyList<string> given,
        IReadOnlyList<string>? labels = null
    )
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(given);
        ArgumentOutOfRangeException.ThrowIfZero(gold.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(given.Count, gold.Count);
        var order =
            labels ?? gold.Concat(given).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var place = order.Index().ToDictionary(l => l.Item, l => l.Index, StringComparer.Ordinal);
        var table = new int[order.Count][];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = new int[order.Count];
        }

        for (var i = 0; i < gold.Count; i++)
        {
            table[place[gold[i]]][place[given[i]]]++;
        }

        return Of(order, table, gold.Count);
    }

    private static Classification Of(IReadOnlyList<string> labels, int[][] table, double n)
    {
        var all = Enumerable.Range(0, labels.Count).ToList();
        var goldCount = all.Select(i => (double)table[i].Sum()).ToArray();
        var givenCount = all.Select(j => (double)table.Sum(row => row[j])).ToArray();
        var wanted = all.Where(i => goldCount[i] > 0).ToList();
        var right = all.Sum(i => (double)table[i][i]);
        var byChance = all.Sum(i => goldCount[i] * givenCount[i]);
        var goldSpread = (n * n) - goldCount.Sum(c => c * c);
        var givenSpread = (n * n) - givenCount.Sum(c => c * c);
        return new()
        {
            Labels = labels,
            Confusion = table,
            Accuracy = right / n,
            BalancedAccuracy = wanted.Average(i => table[i][i] / goldCount[i]),
            MacroF1 = wanted.Average(i => 2 * table[i][i] / (goldCount[i] + givenCount[i])),
            // MCC of many classes, Gorodkin 2004: (n·right − byChance) / √(goldSpread · givenSpread).
            Correlation =
                goldSpread * givenSpread == 0 ? 0 : ((right * n) - byChance) / Math.Sqrt(goldSpread * givenSpread),
            // κ = (accuracy − chance) / (1 − chance), Cohen 1960, with both sides multiplied by n².
            Kappa = byChance == n * n ? null : ((right * n) - byChance) / ((n * n) - byChance),
        };
    }
}
