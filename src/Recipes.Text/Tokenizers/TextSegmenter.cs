namespace Recipes.Text.Tokenizers;

/// <summary>Takes what a text consists of, in order.</summary>
internal interface ISegmentSink
{
    /// <summary>Length of the normalized text so far.</summary>
    int Done { get; }

    /// <summary>An added token, and the text that it stands for (with white space that it takes).</summary>
    void Add(AddedToken token, ReadOnlySpan<char> standing);

    /// <summary>Normalized text without added tokens.</summary>
    void Add(ReadOnlySpan<char> segment);
}

/// <summary>Cuts a text at added tokens and normalizes what lies between, as the reference does: tokens that are not
/// normalized are found in the raw text, the others in the normalized text between them.</summary>
internal sealed class TextSegmenter
{
    private readonly IReadOnlyList<ITextNormalizer> _normalizers;
    private readonly AddedTokenFinder _rawFinder;
    private readonly AddedTokenFinder _normalizedFinder;

    public TextSegmenter(TokenizerDefinition definition)
    {
        _normalizers = definition.Normalizers;
        _rawFinder = new(definition.AddedTokens.Where(t => !t.IsNormalized).Select(t => (t.Content, t)));
        _normalizedFinder = new(
            definition.AddedTokens.Where(t => t.IsNormalized).Select(t => (Normalize(t.Content), t))
        );
    }

    /// <summary>Gives the segments of a text to the sink.</summary>
    /// <param name="text">Any; half surrogate pairs become U+FFFD.</param>
    /// <param name="findsSpecial">Whether special tokens are found; else they are text like any other.</param>
    /// <param name="normalizes">Whether text is normalized.</param>
    /// <param name="sink">Takes the segments.</param>
    /// <param name="marked">A mark that is left out and offsets that are followed; null for none.</param>
    public void Segment(string text, bool findsSpecial, bool normalizes, ISegmentSink sink, MarkedText? marked = null)
    {
        var clean = WellFormed(text);
        foreach (var segment in _rawFinder.Split(clean, findsSpecial))
        {
            var part = clean[segment.Start..segment.End];
            if (segment.Token is { } token)
            {
                marked?.Follow(segment, sink.Done, offset => offset == 0 ? 0 : part.Length);
                sink.Add(token, part);
                continue;
            }

            marked?.Follow(
                segment,
                sink.Done,
                offset => marked.Without(normalizes ? Normalize(part[..offset]) : part[..offset]).Length
            );
            SegmentNormalized(normalizes ? Normalize(part) : part, findsSpecial, sink, marked);
        }

        marked?.Follow(new(clean.Length, clean.Length + 1, null), sink.Done, _ => 0);
    }

    private void SegmentNormalized(string text, bool findsSpecial, ISegmentSink sink, MarkedText? marked)
    {
        if (_normalizedFinder.IsEmpty)
        {
            sink.Add(marked is null ? text : marked.Without(text));
            return;
        }

        foreach (var segment in _normalizedFinder.Split(text, findsSpecial))
        {
            var standing = text[segment.Start..segment.End];
            standing = marked is null ? standing : marked.Without(standing);
            if (segment.Token is { } token)
            {
                sink.Add(token, standing);
            }
            else
            {
                sink.Add(standing);
            }
        }
    }

    private string Normalize(string text) => _normalizers.Aggregate(text, (normalized, step) => step.Apply(normalized));

    /// <summary>Replaces half surrogate pairs, which have no UTF-8 and stop string.Normalize.</summary>
    private static string WellFormed(string text)
    {
        var clean = default(char[]);
        for (var i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                clean ??= text.ToCharArray();
                clean[i] = '\uFFFD';
            }
        }

        return clean is null ? text : new(clean);
    }
}

/// <summary>A text with a mark inside what must not be found, and offsets that are followed into the normalized
/// text.</summary>
/// <param name="mark">Left out.</param>
/// <param name="bounds">Offsets in the text.</param>
/// <param name="found">Where the offsets in the normalized text go.</param>
internal sealed class MarkedText(char mark, IReadOnlyList<int> bounds, int[] found)
{
    private readonly string _mark = mark.ToString();

    /// <summary>The text without marks.</summary>
    public string Without(string text) => text.Replace(_mark, "", StringComparison.Ordinal);

    /// <summary>Writes down the offsets that lie in a segment.</summary>
    /// <param name="segment">Of the text.</param>
    /// <param name="done">Length of the normalized text before it.</param>
    /// <param name="normalizedLength">Normalized length of so many of the segment's characters.</param>
    public void Follow(Segment segment, int done, Func<int, int> normalizedLength)
    {
        for (var i = 0; i < bounds.Count; i++)
        {
            if (bounds[i] >= segment.Start && bounds[i] < segment.End)
            {
                found[i] = done + normalizedLength(bounds[i] - segment.Start);
            }
        }
    }
}
