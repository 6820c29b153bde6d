namespace Recipes.Text.Tokenizers;

/// <summary>Merges of models that name none: two neighbours join where their texts together are a token, the best token
/// first.</summary>
internal static class RankedMerges
{
    /// <summary>Longer tokens of a file are refused: every way to split them is looked at. The longest known have
    /// 128.</summary>
    public const int LongestToken = 256;

    /// <summary>Most that the squares of all tokens' lengths may sum up to; 151,000 tokens of GLM-4 make about 10
    /// million. Chosen by hand.</summary>
    public const long MostWork = 1_000_000_000;

    /// <summary>The sum of squares of lengths, which the time of <see cref="Of"/> follows.</summary>
    public static long Work(IEnumerable<string> tokens) => tokens.Sum(t => (long)t.Length * t.Length);

    /// <summary>Every pair of tokens that makes a token; pairs of one result share its rank.</summary>
    /// <param name="vocabulary">Tokens and ids.</param>
    /// <param name="ranked">Tokens in order of rank.</param>
    public static (IReadOnlyList<(int Left, int Right, int Result)> Merges, IReadOnlyList<int> Ranks) Of(
        Dictionary<string, int> vocabulary, IEnumerable<string> ranked)
    {
        var ids = vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        var merges = new List<(int Left, int Right, int Result)>();
        var ranks = new List<int>();
        var rank = 0;
        foreach (var token in ranked)
        {
            for (var i = 1; i < token.Length; i++)
            {
                if (!char.IsLowSurrogate(token[i]) && ids.TryGetValue(token.AsSpan(0, i), out var left)
                    && ids.TryGetValue(token.AsSpan(i), out var right))
                {
                    merges.Add((left, right, vocabulary[token]));
                    ranks.Add(rank);
                }
            }

            rank++;
        }

        return (merges, ranks);
    }
}
