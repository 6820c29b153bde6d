namespace Recipes.Text.Scoring;

/// <summary>How many spans were right, wanted and given. Counts of many texts are added before F1 is taken
/// (micro).</summary>
/// <param name="Right">Spans in both.</param>
/// <param name="Gold">Spans wanted.</param>
/// <param name="Given">Spans given.</param>
public readonly record struct SpanCounts(int Right, int Gold, int Given)
{
    /// <summary>Right / Given; 0 where nothing was given.</summary>
    public double Precision => Given == 0 ? 0 : (double)Right / Given;

    /// <summary>Right / Gold; 0 where nothing was wanted.</summary>
    public double Recall => Gold == 0 ? 0 : (double)Right / Gold;

    /// <summary>2 · Right / (Gold + Given), which is the harmonic mean of precision and recall; 0 where both sides are
    /// empty, as seqeval has it.</summary>
    public double F1 => Gold + Given == 0 ? 0 : 2.0 * Right / (Gold + Given);

    /// <summary>The counts of two texts together.</summary>
    public SpanCounts Plus(SpanCounts other) => new(Right + other.Right, Gold + other.Gold, Given + other.Given);

    /// <summary>The counts of many texts together.</summary>
    public static SpanCounts Sum(IEnumerable<SpanCounts> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return counts.Aggregate(default(SpanCounts), (sum, next) => sum.Plus(next));
    }

    /// <summary>Counts two sets of spans; a span given twice counts once.</summary>
    public static SpanCounts Of<T>(IReadOnlySet<T> gold, IReadOnlySet<T> given)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(given);
        return new(given.Count(gold.Contains), gold.Count, given.Count);
    }
}
