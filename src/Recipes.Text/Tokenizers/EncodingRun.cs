using System.Text;
using Microsoft.ML.Tokenizers;

namespace Recipes.Text.Tokenizers;

/// <summary>Collects the ids of one text and, when wanted, where in the normalized text each token stands.</summary>
internal sealed class EncodingRun(TokenizerDefinition definition, IPieceModel model, Vocabulary vocabulary)
    : ISegmentSink
{
    private readonly PieceSplitter _splitter = new(definition.Steps);
    private readonly List<(int Start, int End)> _words = [];
    private readonly List<(int Start, int End)> _places = [];
    private bool _isAtStart = true; // no added token came yet
    private int _done; // length of the normalized text before the current segment

    /// <summary>Whether tokens and places are collected too.</summary>
    public bool WantsTokens { get; init; }

    /// <summary>Whether segments are cut into pieces; else each is one piece.</summary>
    public bool Splits { get; init; } = true;

    /// <summary>Offsets that the caller asked for, in the normalized text.</summary>
    public int[] Bounds { get; init; } = [];

    /// <inheritdoc/>
    public int Done => _done;

    /// <summary>In order.</summary>
    public List<int> Ids { get; } = [];

    /// <summary>The same with places; empty when not wanted.</summary>
    public List<EncodedToken> Tokens { get; } = [];

    /// <summary>The text that the places count in; empty when not wanted.</summary>
    public StringBuilder Normalized { get; } = new();

    /// <inheritdoc/>
    public void Add(AddedToken token, ReadOnlySpan<char> standing)
    {
        _isAtStart = false;
        Ids.Add(token.Id);
        if (WantsTokens)
        {
            Tokens.Add(
                new(token.Id, vocabulary.TokenOf(token.Id) ?? token.Content, new Range(_done, _done + standing.Length))
            );
        }

        Advance(standing);
    }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<char> segment)
    {
        var needsSpace = definition.AddsPrefixSpace && Splits && segment.Length > 0 && segment[0] != ' ';
        var text = needsSpace ? string.Concat(" ", segment) : segment;
        foreach (var (start, end) in Splits ? _splitter.Split(text) : [(0, text.Length)])
        {
            var offset = _done + start - (needsSpace ? 1 : 0);
            if (definition.Metaspace is { } metaspace && Splits)
            {
                AddMarked(text[start..end], metaspace, offset);
            }
            else if (end > start)
            {
                AddPiece(text[start..end], offset);
            }
        }

        Advance(segment);
    }

    /// <summary>A piece whose spaces are written as marks.</summary>
    private void AddMarked(ReadOnlySpan<char> piece, Metaspace metaspace, int offset)
    {
        var marked = piece.ToString().Replace(' ', metaspace.Mark);
        var prepends = metaspace.PrependsAlways || (metaspace.PrependsFirst && offset == 0 && _isAtStart);
        var isPrepended = prepends && !marked.StartsWith(metaspace.Mark);
        marked = isPrepended ? metaspace.Mark + marked : marked;
        offset -= isPrepended ? 1 : 0;
        if (!metaspace.Splits)
        {
            AddPiece(marked, offset);
            return;
        }

        _words.Clear();
        metaspace.Step.Split(marked, 0, marked.Length, _words);
        foreach (var (start, end) in _words)
        {
            AddPiece(marked.AsSpan(start, end - start), offset + start);
        }
    }

    private void AddPiece(ReadOnlySpan<char> piece, int offset)
    {
        var first = Ids.Count;
        _places.Clear();
        model.Encode(piece, Ids, WantsTokens ? _places : null);
        for (var i = 0; i < _places.Count; i++)
        {
            var id = Ids[first + i];
            var (start, end) = _places[i];
            var isSurface = id == definition.UnknownId && definition.ShowsUnknownText; // the reference shows what was unknown
            var from = Math.Max(_done, offset + start);
            Tokens.Add(new(
                id,
                isSurface ? piece[start..end].ToString() : vocabulary.TokenOf(id) ?? "",
                new Range(from, Math.Max(from, offset + end))));
        }
    }

    private void Advance(ReadOnlySpan<char> segment)
    {
        _done += segment.Length;
        if (WantsTokens)
        {
            Normalized.Append(segment);
        }
    }
}
