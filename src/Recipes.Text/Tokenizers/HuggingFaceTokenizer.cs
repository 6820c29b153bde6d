using System.Buffers;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace Recipes.Text.Tokenizers;

/// <summary>A tokenizer as a Hugging Face tokenizer.json describes it (or a file from which the same parts can be
/// made); ids equal the reference library's.</summary>
/// <remarks>Any number of threads may use one. Time is n log n in the text, whatever the text. Half a surrogate pair
/// counts as U+FFFD. Special tokens of the post-processor are added by <see cref="ModelTokenizer"/>, not
/// here.</remarks>
public sealed class HuggingFaceTokenizer : Tokenizer
{
    private readonly TokenizerDefinition _definition;
    private readonly Vocabulary _vocabulary;
    private readonly IPieceModel _model;
    private readonly TextSegmenter _segmenter;

    internal HuggingFaceTokenizer(TokenizerDefinition definition)
    {
        _definition = definition;
        _vocabulary = new(definition);
        _model = definition.MakeModel();
        _segmenter = new(definition);
    }

    internal bool FindsSpecialInText => _definition.FindsSpecialInText;

    internal Vocabulary Vocabulary => _vocabulary;

    internal IReadOnlyList<PairPart> Pair => _definition.Pair;

    /// <inheritdoc/>
    /// <remarks>The span counts only where the string is null, as the base class defines it.</remarks>
    protected override EncodeResults<EncodedToken> EncodeToTokens(
        string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        var input = text ?? textSpan.ToString();
        var run = Run(input, settings, _definition.FindsSpecialInText, wantsTokens: true);
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
    protected override EncodeResults<int> EncodeToIds(
        string? text,
        ReadOnlySpan<char> textSpan,
        EncodeSettings settings
    )
    {
        if (settings.MaxTokenCount != int.MaxValue)
        {
            return base.EncodeToIds(text, textSpan, settings);
        }

        var input = text ?? textSpan.ToString();
        var run = Run(input, settings, _definition.FindsSpecialInText, wantsTokens: false);
        return new() { Tokens = run.Ids, NormalizedText = null, CharsConsumed = input.Length };
    }

    /// <inheritdoc/>
    /// <returns>The text with special tokens; ids without a token are left out; bytes that are no UTF-8 become
    /// U+FFFD.</returns>
    public override string Decode(IEnumerable<int> ids) => Decode(ids, skipSpecial: false);

    /// <inheritdoc/>
    public override OperationStatus Decode(
        IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        (idsConsumed, charsWritten) = (0, 0);
        var stream = new StreamDecoder(this, skipSpecial: false);
        var all = ids.ToList();
        for (var i = 0; i < all.Count; i++)
        {
            var text = stream.Add(all[i]) + (i + 1 == all.Count ? stream.Flush() : "");
            if (!text.TryCopyTo(destination[charsWritten..]))
            {
                return OperationStatus.DestinationTooSmall;
            }

            charsWritten += text.Length;
            idsConsumed = stream.IsBetweenCharacters ? i + 1 : idsConsumed;
        }

        return OperationStatus.Done;
    }

    internal string Decode(IEnumerable<int> ids, bool skipSpecial)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (_definition.Decoder is { } decoder)
        {
            var tokens = ids.Where(id => !skipSpecial || !_vocabulary.IsSpecial(id))
                .Select(_vocabulary.TokenOf)
                .OfType<string>()
                .ToList();
            return string.Concat(decoder.Apply(tokens));
        }

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
        var run = new EncodingRun(_definition, _model, _vocabulary)
        {
            WantsTokens = wantsTokens,
            Splits = settings.ConsiderPreTokenization,
        };
        _segmenter.Segment(text, findsSpecial, settings.ConsiderNormalization, run);
        return run;
    }

    /// <summary>The ids of a rendered text, in which special tokens are found unless a mark stands inside
    /// them.</summary>
    internal EncodingRun RunMarked(string text, EncodeSettings settings, char mark, IReadOnlyList<int> bounds)
    {
        var run = new EncodingRun(_definition, _model, _vocabulary)
        {
            WantsTokens = true,
            Splits = settings.ConsiderPreTokenization,
            Bounds = new int[bounds.Count],
        };
        _segmenter.Segment(
            text,
            findsSpecial: true,
            settings.ConsiderNormalization,
            run,
            new MarkedText(mark, bounds, run.Bounds)
        );
        return run;
    }

    private static bool SharesCharacter(EncodedToken left, EncodedToken right) =>
        right.Offset.Start.Value < left.Offset.End.Value;
}
