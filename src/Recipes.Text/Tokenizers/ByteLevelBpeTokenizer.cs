using System.Buffers;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace Recipes.Text.Tokenizers;

/// <summary>A byte-level BPE tokenizer as a Hugging Face tokenizer.json describes it; ids equal the reference library's.</summary>
/// <remarks>Any number of threads may use one. Time is n log n in the text, whatever the text. Half a surrogate pair
/// counts as U+FFFD. Special tokens of the post-processor are added by <see cref="ModelTokenizer"/>, not here.</remarks>
public sealed class ByteLevelBpeTokenizer : Tokenizer
{
    private readonly TokenizerDefinition _definition;
    private readonly Vocabulary _vocabulary;
    private readonly PieceEncoder _encoder;
    private readonly AddedTokenFinder _rawFinder;
    private readonly AddedTokenFinder _normalizedFinder;

    internal ByteLevelBpeTokenizer(TokenizerDefinition definition)
    {
        _definition = definition;
        _vocabulary = new(definition);
        _encoder = new(definition);
        _rawFinder = new(definition.AddedTokens.Where(t => !t.IsNormalized).Select(t => (t.Content, t)));
        _normalizedFinder = new(definition.AddedTokens.Where(t => t.IsNormalized).Select(t => (Normalize(t.Content), t)));
    }

    internal Vocabulary Vocabulary => _vocabulary;

    /// <inheritdoc/>
    /// <remarks>The span counts only where the string is null, as the base class defines it.</remarks>
    protected override EncodeResults<EncodedToken> EncodeToTokens(
        string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        var input = text ?? textSpan.ToString();
        var run = Run(input, settings, findsSpecial: true, wantsTokens: true);
        var normalizes = settings.ConsiderNormalization && _definition.Normalizers.Count > 0;
        var kept = Math.Min(run.Tokens.Count, settings.MaxTokenCount);
        while (kept > 0 && kept < run.Tokens.Count && SharesCharacter(run.Tokens[kept - 1], run.Tokens[kept]))
        {
            kept--;
        }

        return new()
        {
            Tokens = run.Tokens.GetRange(0, kept),
            NormalizedText = normalizes ? run.Normalized.ToString() : null,
            CharsConsumed = kept == run.Tokens.Count ? run.Normalized.Length
                : kept == 0 ? 0 : run.Tokens[kept - 1].Offset.End.Value,
        };
    }

    /// <inheritdoc/>
    protected override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        if (settings.MaxTokenCount != int.MaxValue)
        {
            return base.EncodeToIds(text, textSpan, settings);
        }

        var input = text ?? textSpan.ToString();
        var run = Run(input, settings, findsSpecial: true, wantsTokens: false);
        return new() { Tokens = run.Ids, NormalizedText = null, CharsConsumed = input.Length };
    }

    /// <inheritdoc/>
    /// <returns>The text with special tokens; ids without a token are left out; bytes that are no UTF-8 become U+FFFD.</returns>
    public override string Decode(IEnumerable<int> ids) => Decode(ids, skipSpecial: false);

    /// <inheritdoc/>
    public override OperationStatus Decode(
        IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        (idsConsumed, charsWritten) = (0, 0);
        var pending = new ArrayBufferWriter<byte>(); // bytes of a character that is not complete yet
        var all = ids.ToList();
        for (var i = 0; i < all.Count; i++)
        {
            pending.Write(_vocabulary.BytesOf(all[i]).Span);
            if (i + 1 < all.Count && EndsInsideCharacter(pending.WrittenSpan))
            {
                continue;
            }

            if (!Encoding.UTF8.TryGetChars(pending.WrittenSpan, destination[charsWritten..], out var written))
            {
                return OperationStatus.DestinationTooSmall;
            }

            charsWritten += written;
            idsConsumed = i + 1;
            pending.ResetWrittenCount();
        }

        return OperationStatus.Done;
    }

    internal string Decode(IEnumerable<int> ids, bool skipSpecial)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var id in ids)
        {
            if (!skipSpecial || !_vocabulary.IsSpecial(id))
            {
                bytes.Write(_vocabulary.BytesOf(id).Span);
            }
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>The ids of a text; special tokens in it are found only when asked for.</summary>
    internal EncodingRun Run(string text, EncodeSettings settings, bool findsSpecial, bool wantsTokens)
    {
        var run = new EncodingRun(_definition, _encoder, _vocabulary, wantsTokens);
        var clean = WellFormed(text);
        foreach (var segment in _rawFinder.Split(clean, findsSpecial))
        {
            if (segment.Token is { } token)
            {
                run.Add(token, clean.AsSpan(segment.Start, segment.End - segment.Start));
                continue;
            }

            var part = clean[segment.Start..segment.End];
            Run(settings.ConsiderNormalization ? Normalize(part) : part, settings, findsSpecial, run);
        }

        return run;
    }

    private void Run(string text, EncodeSettings settings, bool findsSpecial, EncodingRun run)
    {
        if (_normalizedFinder.IsEmpty)
        {
            run.Add(text, settings.ConsiderPreTokenization);
            return;
        }

        foreach (var segment in _normalizedFinder.Split(text, findsSpecial))
        {
            var standing = text.AsSpan(segment.Start, segment.End - segment.Start);
            if (segment.Token is { } token)
            {
                run.Add(token, standing);
            }
            else
            {
                run.Add(standing, settings.ConsiderPreTokenization);
            }
        }
    }

    private string Normalize(string text)
    {
        foreach (var form in _definition.Normalizers)
        {
            text = Normalization.Apply(text, form);
        }

        return text;
    }

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

    private static bool SharesCharacter(EncodedToken left, EncodedToken right) =>
        right.Offset.Start.Value < left.Offset.End.Value;

    private static bool EndsInsideCharacter(ReadOnlySpan<byte> bytes) =>
        Rune.DecodeLastFromUtf8(bytes, out _, out _) == OperationStatus.NeedMoreData;
}
