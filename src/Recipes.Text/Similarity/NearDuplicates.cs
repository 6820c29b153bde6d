namespace Recipes.Text.Similarity;

/// <summary>A text that says what another one says.</summary>
/// <param name="Index">Place of the other text.</param>
/// <param name="Similarity">Exact Jaccard similarity of the two sets of shingles, in [0, 1].</param>
public readonly record struct Twin(int Index, double Similarity);

/// <summary>Finds texts that nearly repeat others: every pair at or above the threshold, and no other.</summary>
/// <remarks>Recall and precision are 1: candidates come from a filter that loses none (<see cref="SimilarityIndex"/>),
/// and each is checked by its exact similarity.</remarks>
public static class NearDuplicates
{
    /// <summary>For each text the kept text that it repeats, or null where it is kept itself. The first in order wins;
    /// a text is dropped only if a kept one is similar enough, never for one that was dropped.</summary>
    /// <param name="foldedTexts">Texts after <see cref="Folding.Fold"/>; empty ones repeat nothing and are
    /// kept.</param>
    /// <param name="threshold">Jaccard similarity, in [0, 1], from which two texts count as the same; texts without a
    /// common shingle never do.</param>
    /// <param name="shingle">Length of a shingle in runes, at least 1.</param>
    /// <param name="mayMerge">Asked with (text, kept) for similar pairs: false keeps both apart, as guards do.</param>
    /// <returns>As long as the input; of several similar kept texts the first.</returns>
    public static IReadOnlyList<Twin?> KeptTwins(
        IReadOnlyList<string> foldedTexts, double threshold, int shingle, Func<int, int, bool> mayMerge)
    {
        ArgumentNullException.ThrowIfNull(foldedTexts);
        ArgumentNullException.ThrowIfNull(mayMerge);
        Check(threshold, shingle);
        return KeptTwins(ShingleSets.Of(foldedTexts, shingle), threshold, mayMerge);
    }

    /// <summary>The same where two texts may be merged exactly if their keys are equal, as <see cref="Guards.Key"/>
    /// makes them.</summary>
    /// <remarks>Texts of different keys are never compared, so a thousand rows that differ by a number alone cost no
    /// million comparisons, as they do with the other form.</remarks>
    /// <param name="foldedTexts">As there.</param>
    /// <param name="threshold">As there.</param>
    /// <param name="shingle">As there.</param>
    /// <param name="mergeKeys">One per text.</param>
    public static IReadOnlyList<Twin?> KeptTwins(
        IReadOnlyList<string> foldedTexts, double threshold, int shingle, IReadOnlyList<string> mergeKeys)
    {
        ArgumentNullException.ThrowIfNull(foldedTexts);
        ArgumentNullException.ThrowIfNull(mergeKeys);
        ArgumentOutOfRangeException.ThrowIfNotEqual(mergeKeys.Count, foldedTexts.Count);
        Check(threshold, shingle);
        var numbers = new Dictionary<string, ulong>(StringComparer.Ordinal);
        var salts = new ulong[mergeKeys.Count];
        for (var i = 0; i < salts.Length; i++)
        {
            numbers.TryAdd(mergeKeys[i], (ulong)numbers.Count);
            salts[i] = numbers[mergeKeys[i]];
        }

        return KeptTwins(ShingleSets.Of(foldedTexts, shingle, salts), threshold, (text, kept) => salts[text] == salts[kept]);
    }

    /// <summary>For each text of one list the first text of another that it nearly repeats, or null.</summary>
    /// <param name="foldedTexts">Texts to look for, after <see cref="Folding.Fold"/>.</param>
    /// <param name="foldedOthers">Texts to look in, likewise.</param>
    /// <param name="threshold">As for the kept twins above.</param>
    /// <param name="shingle">Likewise.</param>
    /// <param name="mayMatch">Asked with (text, other) for similar pairs: false looks on.</param>
    /// <returns>As long as <paramref name="foldedTexts"/>.</returns>
    public static IReadOnlyList<Twin?> Matches(
        IReadOnlyList<string> foldedTexts,
        IReadOnlyList<string> foldedOthers,
        double threshold,
        int shingle,
        Func<int, int, bool> mayMatch)
    {
        ArgumentNullException.ThrowIfNull(foldedTexts);
        ArgumentNullException.ThrowIfNull(foldedOthers);
        ArgumentNullException.ThrowIfNull(mayMatch);
        Check(threshold, shingle);
        var sets = ShingleSets.Of([.. foldedOthers, .. foldedTexts], shingle);
        return Matches(sets, foldedOthers.Count, threshold, mayMatch);
    }

    /// <summary>The same for sets of which the first <paramref name="others"/> are looked in.</summary>
    internal static Twin?[] Matches(ShingleSet[] sets, int others, double threshold, Func<int, int, bool> mayMatch)
    {
        var index = new SimilarityIndex(sets, threshold);
        for (var i = 0; i < others; i++)
        {
            index.Add(i);
        }

        var twins = new Twin?[sets.Length - others];
        for (var i = 0; i < twins.Length; i++)
        {
            var text = i;
            var found = index.First(others + i, other => mayMatch(text, other));
            twins[i] = found is { } twin ? new(twin.Index, twin.Similarity) : null;
        }

        return twins;
    }

    private static Twin?[] KeptTwins(ShingleSet[] sets, double threshold, Func<int, int, bool> mayMerge)
    {
        var index = new SimilarityIndex(sets, threshold);
        var twins = new Twin?[sets.Length];
        for (var i = 0; i < twins.Length; i++)
        {
            var text = i;
            if (index.First(text, kept => mayMerge(text, kept)) is { } found)
            {
                twins[i] = new(found.Index, found.Similarity);
            }
            else
            {
                index.Add(i);
            }
        }

        return twins;
    }

    private static void Check(double threshold, int shingle)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threshold, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(shingle, 1);
    }
}
