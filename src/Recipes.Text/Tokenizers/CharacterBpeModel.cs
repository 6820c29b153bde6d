using System.Runtime.InteropServices;
using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>A BPE over characters: a character that the vocabulary lacks becomes its bytes or the unknown
/// token.</summary>
internal sealed class CharacterBpeModel : IPieceModel
{
    private readonly PieceCache _cache = new();
    private readonly MergeTable _merges;
    private readonly Dictionary<string, int> _vocabulary;
    private readonly string[] _tokens;
    private readonly int[] _idOfCharacter = new int[0x10000]; // -1 where there is none
    private readonly int[]? _idOfByte;
    private readonly HashSet<int> _bytes = [];
    private readonly int? _unknownId;
    private readonly bool _fusesUnknown;
    private readonly bool _ignoresMerges;

    public CharacterBpeModel(TokenizerDefinition definition, MergeTable merges)
    {
        _merges = merges;
        _vocabulary = new(definition.Vocabulary, StringComparer.Ordinal);
        _unknownId = definition.UnknownId;
        _fusesUnknown = definition.FusesUnknown;
        _ignoresMerges = definition.IgnoresMerges;
        _tokens = new string[_vocabulary.Count == 0 ? 0 : _vocabulary.Values.Max() + 1];
        Array.Fill(_idOfCharacter, -1);
        foreach (var (token, id) in _vocabulary)
        {
            _tokens[id] = token;
            if (token.Length == 1)
            {
                _idOfCharacter[token[0]] = id;
            }
        }

        _idOfByte = definition.FallsBackToBytes ? ByteTokens.Ids(_vocabulary) : null;
        _bytes.UnionWith(_idOfByte ?? []);
    }

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<char> piece, List<int> into, List<(int Start, int End)>? places = null)
    {
        if (places is null && _cache.Find(piece) is { } known)
        {
            into.AddRange(known.AsSpan());
            return;
        }

        if (_ignoresMerges && _vocabulary.TryGetValue(piece.ToString(), out var whole))
        {
            into.Add(whole);
            places?.Add((0, piece.Length));
            return;
        }

        var ids = new List<int>(piece.Length);
        var first = places is null ? null : new List<(int Start, int End)>();
        Start(piece, ids, first);
        var span = CollectionsMarshal.AsSpan(ids);
        span = span[..BytePairMerger.Merge(span, _merges)];
        if (first is not null)
        {
            Place(span, first, places!); // both are there or neither
        }

        _cache.Remember(piece, span);
        into.AddRange(span);
    }

    /// <summary>A merged token covers as many of the first tokens as its text has characters.</summary>
    private void Place(ReadOnlySpan<int> ids, List<(int Start, int End)> first, List<(int Start, int End)> into)
    {
        var next = 0;
        foreach (var id in ids)
        {
            var (start, end) = first[next++];
            var isText = id != _unknownId && !_bytes.Contains(id);
            while (isText && end - start < _tokens[id].Length && next < first.Count)
            {
                end = first[next++].End;
            }

            into.Add((start, end));
        }
    }

    private void Start(ReadOnlySpan<char> piece, List<int> into, List<(int Start, int End)>? places)
    {
        var isUnknownBefore = false;
        Span<byte> bytes = stackalloc byte[4];
        for (var position = 0; position < piece.Length;)
        {
            var width = char.IsHighSurrogate(piece[position]) ? 2 : 1;
            var id =
                width == 1
                    ? _idOfCharacter[piece[position]]
                    : _vocabulary.GetValueOrDefault(piece.Slice(position, 2).ToString(), -1);
            var place = (position, position + width);
            var character = piece.Slice(position, width);
            position += width;
            if (id < 0 && _idOfByte is not null)
            {
                foreach (var value in bytes[..Encoding.UTF8.GetBytes(character, bytes)])
                {
                    into.Add(_idOfByte[value]);
                    places?.Add(place);
                }

                continue;
            }

            AddOne(id, place, isUnknownBefore, into, places);
            isUnknownBefore = id < 0;
        }
    }

    private void AddOne(
        int id,
        (int Start, int End) place,
        bool isUnknownBefore,
        List<int> into,
        List<(int Start, int End)>? places
    )
    {
        if (id >= 0 || (_unknownId is not null && !(isUnknownBefore && _fusesUnknown)))
        {
            into.Add(id >= 0 ? id : _unknownId ?? 0);
            places?.Add(place);
        }
        else if (places is { Count: > 0 } && isUnknownBefore)
        {
            places[^1] = (places[^1].Start, place.End);
        }
    }
}
