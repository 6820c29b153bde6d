namespace Recipes.Text.Tokenizers;

/// <summary>Rank and result of every merge, by the pair of ids it joins.</summary>
/// <remarks>Open addressing at half load, because one look-up per pair is nearly all that encoding does:
/// 1 MB of letters without a space makes about 3 million.</remarks>
internal sealed class MergeTable
{
    private const ulong Free = ulong.MaxValue; // no pair: ids are below 2^31

    private readonly ulong[] _pairs;
    private readonly int[] _ranks;
    private readonly int[] _results;
    private readonly int _shift;

    /// <param name="merges">In order of rank; of two merges of one pair the later counts, as in the reference.</param>
    /// <param name="ranks">Rank of each, ascending; null where it is the place in the list.</param>
    public MergeTable(IReadOnlyList<(int Left, int Right, int Result)> merges, IReadOnlyList<int>? ranks = null)
    {
        var bits = 2;
        while (1 << bits < merges.Count * 2)
        {
            bits++;
        }

        _shift = 64 - bits;
        _pairs = new ulong[1 << bits];
        _ranks = new int[1 << bits];
        _pairs.AsSpan().Fill(Free);
        _results = new int[ranks is [.., var last] ? last + 1 : merges.Count];
        for (var place = 0; place < merges.Count; place++)
        {
            var rank = ranks?[place] ?? place;
            var slot = Slot(merges[place].Left, merges[place].Right);
            _pairs[slot] = Pair(merges[place].Left, merges[place].Right);
            _ranks[slot] = rank;
            _results[rank] = merges[place].Result;
        }
    }

    /// <summary>The rank of the merge that joins two neighbours; <see cref="int.MaxValue"/> where there is
    /// none.</summary>
    public int Rank(int left, int right)
    {
        var slot = Slot(left, right);
        return _pairs[slot] == Free ? int.MaxValue : _ranks[slot];
    }

    /// <summary>The id that the merge of this rank makes.</summary>
    public int Result(int rank) => _results[rank];

    private static ulong Pair(int left, int right) => (ulong)(uint)left << 32 | (uint)right;

    private int Slot(int left, int right)
    {
        var pair = Pair(left, right);
        var slot = (int)(pair * 0x9E3779B97F4A7C15 >> _shift); // Fibonacci hashing: 2^64 / golden ratio
        while (_pairs[slot] != pair && _pairs[slot] != Free)
        {
            slot = (slot + 1) & (_pairs.Length - 1);
        }

        return slot;
    }
}
