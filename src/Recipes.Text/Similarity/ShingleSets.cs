namespace Recipes.Text.Similarity;

/// <summary>The shingles of many texts as sorted sets of numbers in which rare shingles come first.</summary>
/// <remarks>A number is how often its shingle occurs in all texts (12 bits, at most 4,095) before 52 bits of its hash.
/// Counts come from a table without collision handling, so they may be too high, never too low. Two different shingles
/// of one pair of texts with 150 shingles each fall together with probability 5e-12.</remarks>
internal static class ShingleSets
{
    private const int HashBits = 52;
    private const int MostCount = (1 << (64 - HashBits)) - 1;
    private const int LeastTable = 1 << 16;
    private const int LargestTable = 1 << 24; // counters: 64 MB

    /// <summary>A set for each text, in order; equal on every machine and with any number of threads.</summary>
    /// <param name="folded">Folded texts.</param>
    /// <param name="length">Shingle length in runes.</param>
    /// <param name="salts">A number per text: texts of different numbers share no shingle. Null for none.</param>
    public static ulong[][] Of(IReadOnlyList<string> folded, int length, IReadOnlyList<ulong>? salts = null)
    {
        var sets = new ulong[folded.Count][];
        Parallel.For(0, sets.Length, i => sets[i] = Shingles.Hashes(folded[i], length, salts?[i] ?? 0));
        var size = LeastTable;
        for (var all = sets.Sum(s => (long)s.Length); size < LargestTable && size < all;)
        {
            size *= 2;
        }

        var counts = new int[size];
        Parallel.ForEach(sets, set => Count(set, counts));
        Parallel.For(0, sets.Length, i => sets[i] = Sorted(sets[i], counts));
        return sets;
    }

    /// <summary>True where no other text holds the shingle.</summary>
    public static bool IsAlone(ulong shingle) => shingle >> HashBits <= 1;

    /// <summary>The exact Jaccard similarity of two sets, or −1 where it is below the threshold; 0 for two empty
    /// sets.</summary>
    public static double Similarity(ulong[] a, ulong[] b, double threshold)
    {
        int i = 0, j = 0, shared = 0;
        var allowed = Allowed(a.Length, b.Length, threshold);
        while (i < a.Length && j < b.Length)
        {
            if (a[i] == b[j])
            {
                shared++;
                i++;
                j++;
            }
            else if (a[i] < b[j])
            {
                i++;
            }
            else
            {
                j++;
            }

            if (i + j - (2 * shared) > allowed)
            {
                return -1;
            }
        }

        var all = a.Length + b.Length - shared;
        var similarity = all == 0 ? 0 : (double)shared / all;
        return similarity >= threshold ? similarity : -1;
    }

    /// <summary>How many shingles may stand in one set only: shared ≥ t/(1+t) · (|a| + |b|), rounded in favour of going
    /// on.</summary>
    private static int Allowed(int a, int b, double threshold) =>
        a + b - (2 * (int)Math.Ceiling((threshold / (1 + threshold) * (a + b)) - 1e-6));

    private static void Count(ulong[] hashes, int[] counts)
    {
        foreach (var hash in hashes)
        {
            Interlocked.Increment(ref counts[hash & (ulong)(counts.Length - 1)]);
        }
    }

    private static ulong[] Sorted(ulong[] hashes, int[] counts)
    {
        for (var i = 0; i < hashes.Length; i++)
        {
            var count = (ulong)Math.Min(MostCount, counts[hashes[i] & (ulong)(counts.Length - 1)]);
            hashes[i] = (count << HashBits) | (hashes[i] >> (64 - HashBits));
        }

        Array.Sort(hashes);
        var distinct = 0;
        for (var i = 0; i < hashes.Length; i++)
        {
            if (i == 0 || hashes[i] != hashes[i - 1])
            {
                hashes[distinct++] = hashes[i];
            }
        }

        return distinct == hashes.Length ? hashes : hashes[..distinct];
    }
}
