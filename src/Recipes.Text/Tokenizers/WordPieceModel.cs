namespace Recipes.Text.Tokenizers;

/// <summary>WordPiece: the longest token first, from the left; a word that cannot be cut up is unknown as a
/// whole.</summary>
internal sealed class WordPieceModel : IPieceModel
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _first;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _following;
    private readonly int _longest;
    private readonly int _mostCharacters;
    private readonly int _unknownId;

    /// <param name="vocabulary">Tokens; those inside words begin with the prefix.</param>
    /// <param name="prefix">For example <c>##</c>.</param>
    /// <param name="unknownId">Of the unknown token.</param>
    /// <param name="mostCharacters">A longer word is unknown.</param>
    public WordPieceModel(IReadOnlyDictionary<string, int> vocabulary, string prefix, int unknownId, int mostCharacters)
    {
        var first = new Dictionary<string, int>(vocabulary, StringComparer.Ordinal);
        var following = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (token, id) in vocabulary)
        {
            _longest = Math.Max(_longest, token.Length);
            if (token.StartsWith(prefix, StringComparison.Ordinal))
            {
                following[token[prefix.Length..]] = id;
            }
        }

        _first = first.GetAlternateLookup<ReadOnlySpan<char>>();
        _following = following.GetAlternateLookup<ReadOnlySpan<char>>();
        (_unknownId, _mostCharacters) = (unknownId, mostCharacters);
    }

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<char> piece, List<int> into, List<(int Start, int End)>? places = null)
    {
        var first = into.Count;
        var isTooLong = piece.Length > 2L * _mostCharacters || Count(piece) > _mostCharacters;
        for (var start = 0; start < piece.Length && !isTooLong;)
        {
            var end = Math.Min(piece.Length, start + _longest);
            var id = -1;
            while (end > start && !(start == 0 ? _first : _following).TryGetValue(piece[start..end], out id))
            {
                (end, id) = (end - 1, -1);
            }

            isTooLong = id < 0;
            into.Add(id);
            places?.Add((start, end));
            start = end;
        }

        if (isTooLong)
        {
            into.RemoveRange(first, into.Count - first);
            into.Add(_unknownId);
            places?.Clear();
            places?.Add((0, piece.Length));
        }
    }

    private static int Count(ReadOnlySpan<char> piece)
    {
        var count = 0;
        foreach (var c in piece)
        {
            count += char.IsLowSurrogate(c) ? 0 : 1;
        }

        return count;
    }
}
