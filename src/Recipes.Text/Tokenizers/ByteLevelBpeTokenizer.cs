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
    private readonly TextSegmenter _segmenter;

    internal ByteLevelBpeTokenizer(TokenizerDefinition definition)
    {
        _definition = definition;
        _vocabulary = new(definition);
        _encoder = new(definition);
        _segmenter = new(definition);
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
        var run = new EncodingRun(_definition, _encoder, _vocabulary)
        {
            WantsTokens = wantsTokens,
            Splits = settings.ConsiderPreTokenization,
        };
        _segmenter.Segment(text, findsSpecial, settings.ConsiderNormalization, run);
        return run;
    }

    private static bool SharesCharacter(EncodedToken left, EncodedToken right) =>
        right.Offset.Start.Value < left.Offset.End.Value;

    private static bool EndsInsideCharacter(ReadOnlySpan<byte> bytes) =>
        Rune.DecodeLastFromUtf8(bytes, out _, out _) == OperationStatus.NeedMoreData;
}
