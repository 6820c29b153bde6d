using System.Runtime.InteropServices;
using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>The BPE model: the ids of one piece of text.</summary>
internal sealed class PieceEncoder : IPieceModel
{
    private readonly PieceCache _cache = new();
    private readonly MergeTable _merges;
    private readonly int[] _idOfByte = new int[256]; // -1 where the vocabulary lacks the byte
    private readonly Dictionary<string, int>? _wholePieces;
    private readonly int? _unknownId;
    private readonly bool _fusesUnknown;
    private readonly Dictionary<int, int> _bytesOfId;

    public PieceEncoder(TokenizerDefinition definition)
    {
        _merges = new(definition.Merges, definition.MergeRanks);
        _unknownId = definition.UnknownId;
        _fusesUnknown = definition.FusesUnknown;
        _wholePieces = definition.IgnoresMerges ? new(definition.Vocabulary, StringComparer.Ordinal) : null;
        _bytesOfId = definition.Vocabulary.GroupBy(t => t.Value).ToDictionary(t => t.Key, t => t.First().Key.Length); // a character per byte
        for (var value = 0; value < 256; value++)
        {
            var name = ByteAlphabet.Character((byte)value).ToString();
            _idOfByte[value] = definition.Vocabulary.GetValueOrDefault(name, -1);
        }

        HasEveryByte = !_idOfByte.Contains(-1);
    }

    /// <summary>Whether every byte has a token, so that the tokens of a piece spell all of it.</summary>
    public bool HasEveryByte { get; }

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<char> piece, List<int> into, List<(int Start, int End)>? places = null)
    {
        var first = into.Count;
        Encode(piece, into);
        if (places is not null)
        {
            Place(piece.ToString(), CollectionsMarshal.AsSpan(into)[first..], places);
        }
    }

    private void Encode(ReadOnlySpan<char> piece, List<int> into)
    {
        if (_cache.Find(piece) is { } known)
        {
            into.AddRange(known.AsSpan());
            return;
        }

        var bytes = new byte[Encoding.UTF8.GetByteCount(piece)];
        Encoding.UTF8.GetBytes(piece, bytes);
        if (_wholePieces is not null && _wholePieces.TryGetValue(ByteAlphabet.Spell(bytes), out var whole))
        {
            into.Add(whole);
            return;
        }

        var ids = Initial(bytes);
        var merged = ids.AsSpan(0, BytePairMerger.Merge(ids, _merges));
        _cache.Remember(piece, merged);
        into.AddRange(merged);
    }

    private void Place(string piece, ReadOnlySpan<int> ids, List<(int Start, int End)> into)
    {
        var characters = HasEveryByte ? CharacterOfByte(piece) : [];
        var done = 0;
        foreach (var id in ids)
        {
            var (start, end) = (0, piece.Length); // where bytes were left out, all that is known is the piece
            if (HasEveryByte)
            {
                start = characters[done];
                done += _bytesOfId[id];
                end = characters[done - 1] + (char.IsHighSurrogate(piece[characters[done - 1]]) ? 2 : 1);
            }

            into.Add((start, end));
        }
    }

    private static int[] CharacterOfByte(string piece)
    {
        var characters = new int[Encoding.UTF8.GetByteCount(piece)];
        var (done, position) = (0, 0);
        foreach (var rune in piece.EnumerateRunes())
        {
            characters.AsSpan(done, rune.Utf8SequenceLength).Fill(position);
            done += rune.Utf8SequenceLength;
            position += rune.Utf16SequenceLength;
        }

        return characters;
    }

    private int[] Initial(byte[] bytes)
    {
        if (HasEveryByte)
        {
            return Array.ConvertAll(bytes, value => _idOfByte[value]);
        }

        var ids = new List<int>(bytes.Length);
        var isUnknownBefore = false;
        foreach (var value in bytes)
        {
            var isUnknown = _idOfByte[value] < 0;
            if (!isUnknown)
            {
                ids.Add(_idOfByte[value]);
            }
            else if (_unknownId is { } unknown && !(isUnknownBefore && _fusesUnknown))
            {
                ids.Add(unknown);
            }

            isUnknownBefore = isUnknown;
        }

        return ids.ToArray();
    }
}
