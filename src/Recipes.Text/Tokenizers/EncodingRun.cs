using System.Text;
using Microsoft.ML.Tokenizers;

namespace Recipes.Text.Tokenizers;

/// <summary>Collects the ids of one text and, when wanted, where in the normalized text each token stands.</summary>
internal sealed class EncodingRun(TokenizerDefinition definition, PieceEncoder encoder, Vocabulary vocabulary) : ISegmentSink
{
    private readonly PieceSplitter _splitter = new(definition.Steps);
    private int _done; // length of the normalized text before the current segment

    /// <summary>Whether tokens and places are collected too.</summary>
    public bool WantsTokens { get; init; }

    /// <summary>Whether segments are cut into pieces; else each is one piece.</summary>
    public bool Splits { get; init; } = true;

    /// <summary>In order.</summary>
    public List<int> Ids { get; } = [];

    /// <summary>The same with places; empty when not wanted.</summary>
    public List<EncodedToken> Tokens { get; } = [];

    /// <summary>The text that the places count in; empty when not wanted.</summary>
    public StringBuilder Normalized { get; } = new();

    /// <inheritdoc/>
    public void Add(AddedToken token, ReadOnlySpan<char> standing)
    {
        Ids.Add(token.Id);
        if (WantsTokens)
        {
            Tokens.Add(new(token.Id, token.Content, new Range(_done, _done + standing.Length)));
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
            var first = Ids.Count;
            encoder.Encode(text[start..end], Ids);
            if (WantsTokens)
            {
                Place(text[start..end], first, _done + start - (needsSpace ? 1 : 0));
            }
        }

        Advance(segment);
    }

    private void Advance(ReadOnlySpan<char> segment)
    {
        _done += segment.Length;
        if (WantsTokens)
        {
            Normalized.Append(segment);
        }
    }

    /// <summary>A token reaches from the character of its first byte to the end of the character of its last.</summary>
    private void Place(ReadOnlySpan<char> piece, int first, int offset)
    {
        var characters = encoder.HasEveryByte ? CharacterOfByte(piece) : [];
        var done = 0;
        for (var i = first; i < Ids.Count; i++)
        {
            var token = vocabulary.TokenOf(Ids[i]) ?? "";
            var (start, end) = (0, piece.Length); // where bytes were left out, all that is known is the piece
            if (encoder.HasEveryByte)
            {
                start = characters[done];
                done += token.Length; // a byte-level token has one character per byte
                end = characters[done - 1] + (char.IsHighSurrogate(piece[characters[done - 1]]) ? 2 : 1);
            }

            Tokens.Add(new(Ids[i], token, new Range(Math.Max(_done, offset + start), offset + end)));
        }
    }

    private static int[] CharacterOfByte(ReadOnlySpan<char> piece)
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
}
