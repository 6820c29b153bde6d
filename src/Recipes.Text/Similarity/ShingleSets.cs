namespace Recipes.Text.Similarity;

/// <summary>The shingles of one text: a sorted set of those that another text may hold, and how many no other holds.</summary>
/// <param name="Shared">Rarest first.</param>
/// <param name="Alone">The others; they only make the set larger.</param>
internal readonly record struct ShingleSet(ulong[] Shared, int Alone)
{
    public int Count => Shared.Length + Alone;
}

/// <summary>The shingles of many texts as sorted sets of numbers in which rare shingles come first.</summary>
/// <remarks>A number is how often its shingle comes again in all texts (12 bits, at most 4,095) before 52 bits of its hash.
/// Counts come from a table without collision handling, so they may be too high, never too low; so with the two bit tables
/// that tell which come again at all. Texts are hashed twice, so that the hashes of all of them are never held at once. Two
/// different shingles of one pair of texts with 150 shingles each fall together with probability 5e-12.</remarks>
internal static class ShingleSets
{
    private const int HashBits = 52;
    private const int MostCount = (1 << (64 - HashBits)) - 1;
    private const int LeastTable = 1 << 16;
    private const int LargestTable = 1 << 24; // counters: 64 MB
    private const int LargestBits = 1 << 30; // two tables of 128 MB: of 180 million shingles six in seven are told apart

    /// <summary>A set for each text, in order. Which of two rare shingles comes first may differ between runs; what sets have in
    /// common does not.</summary>
    /// <param name="folded">Folded texts.</param>
    /// <param name="length">Shingle length in runes.</param>
    /// <param name="salts">A number per text: texts of different numbers share no shingle. Null for none.</param>
    public static ShingleSet[] Of(IReadOnlyList<string> folded, int length, IReadOnlyList<ulong>? salts = null)
    {
        var all = folded.Sum(t => (long)t.Length);
        var table = new Table(SizeAbove(all, LargestTable), SizeAbove(8 * all, LargestBits));
        Parallel.For(0, folded.Count, i => table.Count(Shingles.Hashes(folded[i], length, salts?[i] ?? 0)));
        var sets = new ShingleSet[folded.Count];
        Parallel.For(0, sets.Length, i => sets[i] = table.SetOf(Shingles.Hashes(folded[i], length, salts?[i] ?? 0)));
        return sets;
    }

    /// <summary>The exact Jaccard similarity of two sets, or −1 where it is below the threshold; 0 for two empty
    /// sets.</summary>
    public static double Similarity(ShingleSet first, ShingleSet second, double threshold)
    {
        var (a, b) = (first.Shared, second.Shared);
        int i = 0, j = 0, shared = 0;
        var alone = first.Alone + second.Alone;
        var allowed = Allowed(first.Count, second.Count, threshold) - alone;
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

        var all = a.Length + b.Length + alone - shared;
        var similarity = all == 0 ? 0 : (double)shared / all;
        return similarity >= threshold ? similarity : -1;
    }

    /// <summary>How many shingles may stand in one set only: shared ≥ t/(1+t) · (|a| + |b|), rounded in favour of going
    /// on.</summary>
    private static int Allowed(int a, int b, double threshold) =>
        a + b - (2 * (int)Math.Ceiling((threshold / (1 + threshold) * (a + b)) - 1e-6));

    /// <summary>The power of two that is at least the number, between the smallest table and the largest.</summary>
    private static int SizeAbove(long number, int largest)
    {
        var size = LeastTable;
        while (size < largest && size < number)
        {
            size *= 2;
        }

        return size;
    }

    /// <summary>Which shingles come again, and how often.</summary>
    private sealed class Table(int counters, int bits)
    {
        private readonly int[] _counts = new int[counters];
        private readonly int[] _once = new int[bits / 32];
        private readonly int[] _again = new int[bits / 32];

        public void Count(ulong[] hashes)
        {
            foreach (var hash in hashes)
            {
                var (word, bit) = Place(hash);
                if ((Interlocked.Or(ref _once[word], bit) & bit) != 0)
                {
                    Interlocked.Or(ref _again[word], bit);
                    Interlocked.Increment(ref _counts[hash & (ulong)(_counts.Length - 1)]);
                }
            }
        }

        /// <summary>The set of a text; uses the array that it is given.</summary>
        public ShingleSet SetOf(ulong[] hashes)
        {
            var shared = 0;
            foreach (var hash in hashes)
            {
                var (word, bit) = Place(hash);
                if ((_again[word] & bit) != 0)
                {
                    var count = (ulong)Math.Min(MostCount, _counts[hash & (ulong)(_counts.Length - 1)]);
                    hashes[shared++] = (count << HashBits) | (hash >> (64 - HashBits));
                }
            }

            return new(Distinct(hashes.AsSpan(0, shared)), hashes.Length - shared);
        }

        private (int Word, int Bit) Place(ulong hash)
        {
            var place = (int)((hash >> 20) & (ulong)((_once.Length * 32L) - 1));
            return (place / 32, 1 << (place % 32));
        }

        private static ulong[] Distinct(Span<ulong> hashes)
        {
            hashes.Sort();
            var distinct = 0;
            for (var i = 0; i < hashes.Length; i++)
            {
                if (i == 0 || hashes[i] != hashes[i - 1])
                {
                    hashes[distinct++] = hashes[i];
                }
            }

            return hashes[..distinct].ToArray();
        }
    }
}
