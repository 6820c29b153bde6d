namespace Recipes.Text.Tokenizers;

/// <summary>Joins neighbouring ids, always the pair of lowest rank and among equals the leftmost, until none is
/// left.</summary>
internal static class BytePairMerger
{
    /// <summary>Up to here the plain search for the lowest rank is faster than a queue; chosen by hand.</summary>
    private const int LongestPlainSearch = 96;

    /// <summary>Merges in place and returns how many ids are left at the front of the span.</summary>
    /// <remarks>n² steps up to 96 ids, n log n beyond: no text makes it quadratic.</remarks>
    public static int Merge(Span<int> ids, MergeTable merges) =>
        ids.Length <= LongestPlainSearch ? MergeBySearch(ids, merges) : MergeByQueue(ids, merges);

    private static int MergeBySearch(Span<int> ids, MergeTable merges)
    {
        Span<int> ranks = stackalloc int[LongestPlainSearch]; // ranks[i]: of the pair (i, i + 1)
        for (var i = 0; i + 1 < ids.Length; i++)
        {
            ranks[i] = merges.Rank(ids[i], ids[i + 1]);
        }

        var count = ids.Length;
        while (count > 1)
        {
            var best = IndexOfLowest(ranks[..(count - 1)]);
            if (ranks[best] == int.MaxValue)
            {
                break;
            }

            ids[best] = merges.Result(ranks[best]);
            ids[(best + 2)..count].CopyTo(ids[(best + 1)..]);
            ranks[(best + 1)..(count - 1)].CopyTo(ranks[best..]);
            count--;
            if (best + 1 < count)
            {
                ranks[best] = merges.Rank(ids[best], ids[best + 1]);
            }

            if (best > 0)
            {
                ranks[best - 1] = merges.Rank(ids[best - 1], ids[best]);
            }
        }

        return count;
    }

    private static int IndexOfLowest(ReadOnlySpan<int> ranks)
    {
        var best = 0;
        for (var i = 1; i < ranks.Length; i++)
        {
            if (ranks[i] < ranks[best])
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>A linked list of ids and a queue of pairs; a pair that changed since it was queued is passed
    /// over.</summary>
    private static int MergeByQueue(Span<int> ids, MergeTable merges)
    {
        var next = new int[ids.Length];
        var previous = new int[ids.Length];
        var ranks = new int[ids.Length]; // of the pair that begins here; MaxValue also where an id was merged away
        var pairs = new List<(int Position, ulong Order)>(ids.Length);
        for (var i = 0; i < ids.Length; i++)
        {
            (previous[i], next[i]) = (i - 1, i + 1);
            ranks[i] = i + 1 < ids.Length ? merges.Rank(ids[i], ids[i + 1]) : int.MaxValue;
            if (ranks[i] != int.MaxValue)
            {
                pairs.Add((i, Order(ranks[i], i)));
            }
        }

        var queue = new PriorityQueue<int, ulong>(pairs);
        while (queue.TryDequeue(out var position, out var order))
        {
            if (order != Order(ranks[position], position))
            {
                continue;
            }

            var gone = next[position];
            ids[position] = merges.Result(ranks[position]);
            ranks[gone] = int.MaxValue;
            next[position] = next[gone];
            if (next[gone] < ids.Length)
            {
                previous[next[gone]] = position;
            }

            Queue(position, ids, next, ranks, merges, queue);
            Queue(previous[position], ids, next, ranks, merges, queue);
        }

        var count = 0;
        for (var i = 0; i < ids.Length; i = next[i])
        {
            ids[count++] = ids[i];
        }

        return count;
    }

    private static void Queue(
        int position, Span<int> ids, int[] next, int[] ranks, MergeTable merges, PriorityQueue<int, ulong> queue)
    {
        if (position < 0)
        {
            return;
        }

        ranks[position] = next[position] < ids.Length ? merges.Rank(ids[position], ids[next[position]]) : int.MaxValue;
        if (ranks[position] != int.MaxValue)
        {
            queue.Enqueue(position, Order(ranks[position], position));
        }
    }

    private static ulong Order(int rank, int position) => (ulong)(uint)rank << 32 | (uint)position;
}
