using System.Runtime.InteropServices;

namespace Recipes.Text.Similarity;

/// <summary>Finds sets of at least a given Jaccard similarity without comparing with every set, and misses
/// none.</summary>
/// <remarks>Prefix filter (Bayardo, Ma and Srikant 2007): with sets in one common order, two of similarity ≥ t share an
/// element among the first |x| − ⌈t|x|⌉ + 1 of each. With rare elements first hardly any other pair does, so this is
/// faster than MinHash here and, unlike it, finds every pair.</remarks>
internal sealed class SimilarityIndex
{
    private readonly ShingleSet[] _sets;
    private readonly double _threshold;
    private readonly Dictionary<ulong, int> _newest = []; // shingle → place in _entries, 1-based; 0 where there is none
    private readonly List<(int Set, int Older)> _entries = [default];
    private readonly int[] _seenBy;
    private readonly List<int> _candidates = [];

    /// <param name="sets">All sets, as <see cref="ShingleSets"/> makes them.</param>
    /// <param name="threshold">Jaccard similarity, in [0, 1]. Sets that share nothing are never found.</param>
    public SimilarityIndex(ShingleSet[] sets, double threshold)
    {
        _sets = sets;
        _threshold = threshold;
        _seenBy = new int[sets.Length];
        Array.Fill(_seenBy, -1);
    }

    /// <summary>Makes a set findable.</summary>
    public void Add(int index)
    {
        foreach (var shingle in Prefix(_sets[index]))
        {
            ref var newest = ref CollectionsMarshal.GetValueRefOrAddDefault(_newest, shingle, out _);
            _entries.Add((index, newest));
            newest = _entries.Count - 1;
        }
    }

    /// <summary>The first added set, by index, that is similar enough and allowed.</summary>
    /// <param name="index">The set to look for; it need not be added.</param>
    /// <param name="isAllowed">Whether a similar set may be found; asked in order of index.</param>
    public (int Index, double Similarity)? First(int index, Func<int, bool> isAllowed)
    {
        _candidates.Clear();
        var set = _sets[index];
        foreach (var shingle in Prefix(set))
        {
            for (var at = _newest.GetValueOrDefault(shingle); at != 0; at = _entries[at].Older)
            {
                var other = _entries[at].Set;
                if (_seenBy[other] != index && HasLikeSize(set.Count, _sets[other].Count))
                {
                    _seenBy[other] = index;
                    _candidates.Add(other);
                }
            }
        }

        _candidates.Sort();
        foreach (var other in _candidates)
        {
            var similarity = ShingleSets.Similarity(set, _sets[other], _threshold);
            if (similarity >= 0 && isAllowed(other))
            {
                return (other, similarity);
            }
        }

        return null;
    }

    private bool HasLikeSize(int a, int b) => Math.Min(a, b) >= (_threshold * Math.Max(a, b)) - 1e-6;

    /// <summary>The rarest elements that decide, without those that no other set has and which would come first.</summary>
    private ReadOnlySpan<ulong> Prefix(ShingleSet set)
    {
        var length = Math.Min(set.Count, set.Count - (int)Math.Ceiling((_threshold * set.Count) - 1e-6) + 1);
        return set.Shared.AsSpan(0, Math.Clamp(length - set.Alone, 0, set.Shared.Length));
    }
}
