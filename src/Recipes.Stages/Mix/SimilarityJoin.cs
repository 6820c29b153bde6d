using Recipes.Text.Similarity;

namespace Recipes.Stages.Mix;

/// <summary>All pairs of a left and a right text whose shingle sets are similar enough, exactly.</summary>
internal static class SimilarityJoin
{
    /// <param name="left">Folded texts.</param>
    /// <param name="right">Folded texts.</param>
    /// <param name="threshold">Least Jaccard similarity.</param>
    /// <param name="shingle">Characters per shingle.</param>
    public static IEnumerable<(int Left, int Right, double Similarity)> Of(
        IReadOnlyList<string> left, IReadOnlyList<string> right, double threshold, int shingle)
    {
        var sets = right.Select(t => Shingles.Of(t, shingle)).ToList();
        var holders = new Dictionary<ulong, List<int>>();
        for (var i = 0; i < sets.Count; i++)
        {
            foreach (var s in sets[i])
            {
                (holders.TryGetValue(s, out var list) ? list : holders[s] = []).Add(i);
            }
        }

        for (var i = 0; i < left.Count; i++)
        {
            var set = Shingles.Of(left[i], shingle);
            var shared = new Dictionary<int, int>();
            foreach (var holder in set.Where(holders.ContainsKey).SelectMany(s => holders[s]))
            {
                shared[holder] = shared.GetValueOrDefault(holder) + 1;
            }

            foreach (var (j, common) in shared.OrderBy(p => p.Key))
            {
                var similarity = (double)common / (set.Count + sets[j].Count - common);
                if (similarity >= threshold)
                {
                    yield return (i, j, similarity);
                }
            }
        }
    }
}
