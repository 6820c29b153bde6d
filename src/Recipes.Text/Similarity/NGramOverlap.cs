namespace Recipes.Text.Similarity;

/// <summary>Finds training rows that give an evaluation item away, whatever words all the items share.</summary>
public static class NGramOverlap
{
    private const int MostSharers = 5; // evaluation items that may share an n-gram before it counts as form
    private const int LeastLeft = 5; // n-grams an item must keep for its likeness to mean anything

    /// <summary>For each evaluation input the first training input that equals or nearly repeats it, or null.</summary>
    /// <remarks>n-grams of 5 runes that more than 5 evaluation items share are the prompt's form, not its content, and
    /// are removed on both sides before the Jaccard similarity is taken. An item with fewer than 5 left leaks only by
    /// equality. The numbers are those of the recipe's leak rule, chosen by hand.</remarks>
    /// <param name="evaluation">Folded inputs of evaluation items; an empty one leaks nothing.</param>
    /// <param name="training">Folded inputs of training rows.</param>
    /// <param name="threshold">Jaccard similarity, in [0, 1]: <c>dedupe.threshold</c>.</param>
    public static IReadOnlyList<Twin?> Leaks(IReadOnlyList<string> evaluation, IReadOnlyList<string> training, double threshold)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        ArgumentNullException.ThrowIfNull(training);
        var sets = ShingleSets.Of([.. training, .. evaluation], Shingles.DefaultLength);
        var form = sets.Skip(training.Count).SelectMany(s => s.Shared).CountBy(s => s)
            .Where(c => c.Value > MostSharers).Select(c => c.Key).ToHashSet();
        var content = sets.Select(s => s with { Shared = [.. s.Shared.Where(shingle => !form.Contains(shingle))] }).ToArray();
        var leaks = NearDuplicates.Matches(
            content, training.Count, threshold, (item, _) => content[training.Count + item].Count >= LeastLeft);
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = training.Count - 1; i >= 0; i--)
        {
            first[training[i]] = i;
        }

        for (var i = 0; i < leaks.Length; i++)
        {
            if (evaluation[i].Length > 0 && first.TryGetValue(evaluation[i], out var equal))
            {
                leaks[i] = new(equal, 1);
            }
        }

        return leaks;
    }
}
