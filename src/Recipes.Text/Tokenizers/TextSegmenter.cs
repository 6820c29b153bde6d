using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>Takes what a text consists of, in order.</summary>
internal interface ISegmentSink
{
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
        _normalizedFinder = new(definition.AddedTokens.Where(t => t.IsNormalized).Select(t => (Normalize(t.Content), t)));
    }

    /// <summary>Gives the segments of a text to the sink.</summary>
    /// <param name="text">Any; half surrogate pairs become U+FFFD.</param>
    /// <param name="findsSpecial">Whether special tokens are found; else they are text like any other.</param>
    /// <param name="normalizes">Whether text is normalized.</param>
    /// <param name="sink">Takes the segments.</param>
    public void Segment(string text, bool findsSpecial, bool normalizes, ISegmentSink sink)
    {
        var clean = WellFormed(text);
        foreach (var segment in _rawFinder.Split(clean, findsSpecial))
        {
            if (segment.Token is { } token)
            {
                sink.Add(token, clean.AsSpan(segment.Start, segment.End - segment.Start));
                continue;
            }

            var part = clean[segment.Start..segment.End];
            SegmentNormalized(normalizes ? Normalize(part) : part, findsSpecial, sink);
        }
    }

    private void SegmentNormalized(string text, bool findsSpecial, ISegmentSink sink)
    {
        if (_normalizedFinder.IsEmpty)
        {
            sink.Add(text);
            return;
        }

        foreach (var segment in _normalizedFinder.Split(text, findsSpecial))
        {
            var standing = text.AsSpan(segment.Start, segment.End - segment.Start);
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
