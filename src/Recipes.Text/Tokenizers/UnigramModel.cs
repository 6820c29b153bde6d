using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>A unigram model: the most probable way to cut the piece into tokens, found by Viterbi's
/// algorithm.</summary>
/// <remarks>Time is the piece's length times the longest token's. An unknown character costs 10 more than the rarest
/// token, and unknown neighbours are one token, or their bytes.</remarks>
internal sealed class UnigramModel : IPieceModel
{
    private const double UnknownPenalty = 10; // kUnkPenalty of sentencepiece's unigram_model.cc

    private readonly TokenTrie _trie = new();
    private readonly double[] _scores;
    private readonly int[]? _idOfByte;
    private readonly int _unknownId;
    private readonly double _unknownScore;
    private readonly bool _isSingle;

    /// <param name="tokens">Text, id and logarithm of the probability; a score of null is a user symbol.</param>
    /// <param name="unknownId">Of the unknown token.</param>
    /// <param name="idOfByte">Bytes of unknown characters; null for the unknown token.</param>
    /// <param name="isSingle">Whether sums are in single precision, as in SentencePiece.</param>
    public UnigramModel(
        IReadOnlyList<(string Token, int Id, double? Score)> tokens,
        int unknownId,
        int[]? idOfByte,
        bool isSingle
    )
    {
        var known = tokens.Where(t => t.Score is not null).Select(t => t.Score ?? 0).DefaultIfEmpty(0).ToList();
        var most = known.Max();
        _unknownScore = known.Min() - UnknownPenalty;
        _scores = new double[tokens.Select(t => t.Id).DefaultIfEmpty(-1).Max() + 1];
        foreach (var (token, id, score) in tokens.Where(t => t.Token.Length > 0))
        {
            _trie.Add(token, id);
            _scores[id] = score ?? Encoding.UTF8.GetByteCount(token) * most - 0.1;
        }

        (_unknownId, _idOfByte, _isSingle) = (unknownId, idOfByte, isSingle);
    }

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<char> piece, List<int> into, List<(int Start, int End)>? places = null)
    {
        var best = new double[piece.Length + 1];
        var starts = new int[piece.Length + 1];
        var ids = new int[piece.Length + 1];
        Array.Fill(starts, -1);
        for (var start = 0; start < piece.Length;)
        {
            var width = char.IsHighSurrogate(piece[start]) ? 2 : 1;
            var hasOne = false;
            for (int end = start, node = 0; end < piece.Length;)
            {
                node = _trie.Step(node, piece[end++]);
                if (node < 0)
                {
                    break;
                }

                if (_trie.IdAt(node) is >= 0 and var id)
                {
                    Offer(start, end, id, _scores[id]);
                    hasOne |= end - start == width;
                }
            }

            if (!hasOne)
            {
                Offer(start, start + width, _unknownId, _unknownScore);
            }

            start += width;
        }

        Append(piece, starts, ids, into, places);

        void Offer(int start, int end, int id, double score)
        {
            var sum = _isSingle ? (float)((float)score + (float)best[start]) : score + best[start];
            if (starts[end] < 0 || sum > best[end])
            {
                (best[end], starts[end], ids[end]) = (sum, start, id);
            }
        }
    }

    private void Append(
        ReadOnlySpan<char> piece,
        int[] starts,
        int[] ids,
        List<int> into,
        List<(int Start, int End)>? places
    )
    {
        var path = new List<(int Start, int End)>();
        for (var end = piece.Length; end > 0; end = starts[end])
        {
            path.Add((starts[end], end));
        }

        path.Reverse();
        var isUnknownBefore = false;
        foreach (var (start, end) in path)
        {
            var isUnknown = ids[end] == _unknownId;
            if (isUnknown && _idOfByte is not null)
            {
                foreach (var value in Encoding.UTF8.GetBytes(piece[start..end].ToString()))
                {
                    into.Add(_idOfByte[value]);
                    places?.Add((start, end));
                }
            }
            else if (!isUnknown || !isUnknownBefore)
            {
                into.Add(ids[end]);
                places?.Add((start, end));
            }
            else if (places is not null)
            {
                places[^1] = (places[^1].Start, end); // joined to the unknown one before
            }

            isUnknownBefore = isUnknown;
        }
    }
}
