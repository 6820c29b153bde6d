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
    public MergeTable(IReadOnlyList<(int Left, int Right, int Result)> merges)
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
        _results = new int[merges.Count];
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var slot = Slot(merges[rank].Left, merges[rank].Right);
            _pairs[slot] = Pair(merges[rank].Left, merges[rank].Right);
            _ranks[slot] = rank;
            _results[rank] = merges[rank].Result;
        }
    }

    /// <summary>The rank of the merge that joins two neighbours; <see cref="int.MaxValue"/> where there is none.</summary>
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
