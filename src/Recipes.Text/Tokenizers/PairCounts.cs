namespace Recipes.Text.Tokenizers;

/// <summary>Counts of neighbouring ids over all words, kept current while the most frequent pairs are merged.</summary>
internal sealed class PairCounts
{
    private readonly IReadOnlyList<(int[] Ids, long Count)> _words;
    private readonly int[] _lengths; // ids of a word that are left after merging
    private readonly Dictionary<(int Left, int Right), long> _counts = [];
    private readonly Dictionary<(int Left, int Right), HashSet<int>> _wordsOfPair = [];
    private readonly PriorityQueue<(int Left, int Right), (long NegativeCount, int Left, int Right)> _queue = new();

    /// <param name="words">The ids of each word, which are overwritten, and how often it occurs.</param>
    public PairCounts(IReadOnlyList<(int[] Ids, long Count)> words)
    {
        _words = words;
        _lengths = words.Select(word => word.Ids.Length).ToArray();
        for (var word = 0; word < words.Count; word++)
        {
            Count(word, words[word].Count);
        }

        foreach (var pair in _counts.Keys)
        {
            Queue(pair);
        }
    }

    /// <summary>The most frequent pair, of equals the one with the smallest ids; null where none is frequent
    /// enough.</summary>
    /// <param name="leastCount">A pair less frequent does not count.</param>
    public (int Left, int Right)? Best(long leastCount)
    {
        while (_queue.TryDequeue(out var pair, out var priority))
        {
            var count = _counts.GetValueOrDefault(pair);
            if (count == -priority.NegativeCount && count >= leastCount)
            {
                return pair;
            }

            if (count >= leastCount)
            {
                Queue(pair); // counts sink while pairs wait: look again at its new place
            }
        }

        return null;
    }

    /// <summary>Replaces the pair by an id in every word.</summary>
    public void Merge((int Left, int Right) pair, int id)
    {
        _wordsOfPair.Remove(pair, out var words);
        var risen = new HashSet<(int Left, int Right)>(); // pairs with the id; all others keep their counts or sink
        foreach (var word in words ?? [])
        {
            Count(word, -_words[word].Count);
            Join(word, pair, id);
            Count(word, _words[word].Count);
            AddPairsWith(id, word, risen);
        }

        foreach (var other in risen)
        {
            Queue(other);
        }

        _counts.Remove(pair);
    }

    private void Join(int word, (int Left, int Right) pair, int id)
    {
        var ids = _words[word].Ids;
        var length = 0;
        for (var i = 0; i < _lengths[word]; i++)
        {
            var joins = i + 1 < _lengths[word] && (ids[i], ids[i + 1]) == pair;
            ids[length++] = joins ? id : ids[i];
            i += joins ? 1 : 0;
        }

        _lengths[word] = length;
    }

    private void Count(int word, long count)
    {
        var ids = _words[word].Ids;
        for (var i = 0; i + 1 < _lengths[word]; i++)
        {
            var pair = (ids[i], ids[i + 1]);
            _counts[pair] = _counts.GetValueOrDefault(pair) + count;
            if (count > 0)
            {
                if (!_wordsOfPair.TryGetValue(pair, out var words))
                {
                    _wordsOfPair[pair] = words = [];
                }

                words.Add(word);
            }
        }
    }

    private void AddPairsWith(int id, int word, HashSet<(int Left, int Right)> into)
    {
        var ids = _words[word].Ids;
        for (var i = 0; i + 1 < _lengths[word]; i++)
        {
            if (ids[i] == id || ids[i + 1] == id)
            {
                into.Add((ids[i], ids[i + 1]));
            }
        }
    }

    private void Queue((int Left, int Right) pair) => _queue.Enqueue(pair, (-_counts[pair], pair.Left, pair.Right));
}
