using System.Text;
using Recipes.Core;

namespace Recipes.Text.Tokenizers;

/// <summary>Trains a byte-level BPE tokenizer on texts; equal texts give equal files.</summary>
/// <remarks>Pieces are cut as Qwen cuts them, but every Chinese character is a piece of its own: a small model that is
/// to segment and to copy must see characters, and template sentences must not become tokens.</remarks>
public static class ByteLevelBpeTrainer
{
    /// <summary>A pair seen once is not worth a token.</summary>
    private const long LeastCount = 2;

    /// <summary>Longer pieces are counted in parts, so that one endless word does not make every merge slow; chosen by
    /// hand.</summary>
    private const int LongestPieceChars = 64;

    /// <summary>Padding and end of text, begin and end of a turn: what ChatML needs.</summary>
    public static IReadOnlyList<string> ChatTokens { get; } = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];

    /// <summary>The tokenizer of the texts.</summary>
    /// <param name="texts">Read once; special tokens in them are left out of the counting.</param>
    /// <param name="vocabularySize">Tokens wanted, special tokens and the 256 bytes included.</param>
    /// <param name="specialTokens">They get the first ids, in order; all different, usually
    /// <see cref="ChatTokens"/>.</param>
    /// <param name="cancellationToken">Stops between texts and between merges.</param>
    /// <exception cref="RecipeException">RCP5104: the vocabulary has no room for the bytes and special
    /// tokens.</exception>
    public static TrainedTokenizer Train(
        IEnumerable<string> texts,
        int vocabularySize,
        IReadOnlyList<string> specialTokens,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(specialTokens);
        if (vocabularySize < specialTokens.Count + 256)
        {
            throw new RecipeException(
                new Problem
                {
                    Code = "RCP5104",
                    Fact =
                        $"a vocabulary of {vocabularySize} tokens has no room for 256 bytes and {specialTokens.Count} special tokens",
                    Remedy = $"give at least {specialTokens.Count + 256}; 4096 suits a small Chinese model",
                }
            );
        }

        var tokens = specialTokens
            .Concat(
                Enumerable.Range(0, 256).Select(b => ByteAlphabet.Character((byte)b)).Order().Select(c => c.ToString())
            )
            .ToList();
        var idOfByte = tokens
            .Skip(specialTokens.Count)
            .Select((t, i) => (Byte: ByteAlphabet.Bytes(t)[0], Id: specialTokens.Count + i))
            .OrderBy(pair => pair.Byte)
            .Select(pair => pair.Id)
            .ToArray();
        var words = CountPieces(texts, specialTokens, cancellationToken)
            .OrderBy(piece => piece.Key, StringComparer.Ordinal)
            .Select(piece => (Ids: Array.ConvertAll(Encoding.UTF8.GetBytes(piece.Key), b => idOfByte[b]), piece.Value))
            .ToList();

        var merges = Learn(new(words), tokens, vocabularySize, cancellationToken);
        return new()
        {
            TokenizerJson = TrainedTokenizerWriter.TokenizerJson(tokens, specialTokens.Count, merges),
            TokenizerConfigJson = TrainedTokenizerWriter.ConfigJson(specialTokens),
            VocabularySize = tokens.Count,
        };
    }

    /// <summary>Appends the merged tokens; two ways to spell one token are two merges with one id.</summary>
    private static List<(int Left, int Right)> Learn(
        PairCounts pairs, List<string> tokens, int vocabularySize, CancellationToken cancellationToken)
    {
        var idOfToken = tokens
            .Select((token, id) => (token, id))
            .ToDictionary(t => t.token, t => t.id, StringComparer.Ordinal);
        var merges = new List<(int Left, int Right)>();
        while (tokens.Count < vocabularySize && pairs.Best(LeastCount) is { } pair)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var token = tokens[pair.Left] + tokens[pair.Right];
            if (idOfToken.TryAdd(token, tokens.Count))
            {
                tokens.Add(token);
            }

            pairs.Merge(pair, idOfToken[token]);
            merges.Add(pair);
        }

        return merges;
    }

    private static Dictionary<string, long> CountPieces(
        IEnumerable<string> texts, IReadOnlyList<string> specialTokens, CancellationToken cancellationToken)
    {
        var definition = TrainedTokenizerWriter.Untrained(specialTokens);
        var segmenter = new TextSegmenter(definition);
        var counter = new PieceCounter(new(definition.Steps));
        foreach (var text in texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            segmenter.Segment(text, findsSpecial: true, normalizes: true, counter);
        }

        return counter.Counts;
    }

    private sealed class PieceCounter(PieceSplitter splitter) : ISegmentSink
    {
        public Dictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

        public int Done => 0; // places are not asked for

        public void Add(AddedToken token, ReadOnlySpan<char> standing)
        {
            // Special tokens have their ids already.
        }

        public void Add(ReadOnlySpan<char> segment)
        {
            var counts = Counts.GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (var (start, end) in splitter.Split(segment))
            {
                for (int first = start, last; first < end; first = last)
                {
                    last = Math.Min(first + LongestPieceChars, end);
                    last -= last < end && char.IsLowSurrogate(segment[last]) ? 1 : 0;
                    var part = segment[first..last];
                    counts[part] = counts.TryGetValue(part, out var count) ? count + 1 : 1;
                }
            }
        }
    }
}
