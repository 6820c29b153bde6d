using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Recipes.Text.Tokenizers;

/// <summary>Reads GLM-4's tokenizer.model: a line "base64 rank" per token, a BPE over bytes.</summary>
internal static class TiktokenReader
{
    // GLM-4's tokenization_chatglm.py; the file itself names no pattern.
    private const string Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const int MostTokens = 4_000_000;

    /// <summary>Whether the first line of a file is such a line.</summary>
    public static bool IsTiktoken(ReadOnlySpan<byte> file)
    {
        var line = file[..Math.Min(file.Length, 4096)];
        var end = line.IndexOf((byte)'\n');
        line = end < 0 ? line : line[..end];
        var space = line.IndexOf((byte)' ');
        return space > 0
            && Base64.IsValid(line[..space])
            && line[(space + 1)..].Trim("\r"u8).IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    /// <summary>What the file says.</summary>
    /// <param name="path">The file.</param>
    /// <param name="config">tokenizer_config.json, whose added_tokens_decoder holds the special tokens; null where
    /// absent.</param>
    /// <exception cref="Core.RecipeException">RCP5101, RCP5103.</exception>
    public static TokenizerDefinition Read(string path, JsonElement config)
    {
        var file = new TokenizerFile(path);
        var ranked = new SortedDictionary<int, string>();
        foreach (
            var line in Encoding
                .ASCII.GetString(TokenizerFile.Bytes(path))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        )
        {
            if (!TryLine(line, out var token, out var rank) || ranked.Count > MostTokens || !ranked.TryAdd(rank, token))
            {
                file.Contradict(
                    $"line {ranked.Count + 1} is no 'base64 rank' with a free rank and a token of at most {RankedMerges.LongestToken} bytes"
                );
                break;
            }
        }

        if (RankedMerges.Work(ranked.Values) > RankedMerges.MostWork)
        {
            file.Refuse("a file of so many long tokens");
        }

        file.ThrowIfRefused();
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (rank, token) in ranked)
        {
            vocabulary.TryAdd(token, rank);
        }

        var (merges, ranks) = RankedMerges.Of(vocabulary, ranked.Values);
        var added = AddedTokens(TokenizerFile.Child(config, "added_tokens_decoder"));
        var prefix = new[] { "[gMASK]", "<sop>" }
            .Select(name => added.Find(t => t.Content == name)?.Id)
            .OfType<int>()
            .ToList();
        return new()
        {
            Vocabulary = vocabulary,
            AddedTokens = added,
            Merges = merges,
            MergeRanks = ranks,
            Steps = [new(new(Pattern), SplitBehavior.Isolated, isInverted: false)],
            IsByteLevel = true,
            IgnoresMerges = true,
            Prefix = prefix.Count == 2 ? prefix : [],
        };
    }

    private static bool TryLine(string line, out string token, out int rank)
    {
        var parts = line.TrimEnd('\r').Split(' ');
        var bytes = new byte[RankedMerges.LongestToken];
        (token, rank) = ("", 0);
        if (
            parts.Length != 2
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out rank)
            || rank > MostTokens
            || !Convert.TryFromBase64String(parts[0], bytes, out var length)
        )
        {
            return false;
        }

        token = ByteAlphabet.Spell(bytes.AsSpan(0, length));
        return length > 0;
    }

    private static List<AddedToken> AddedTokens(JsonElement entries)
    {
        var tokens = new List<AddedToken>();
        foreach (var entry in entries.ValueKind == JsonValueKind.Object ? entries.EnumerateObject() : default)
        {
            if (int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && TokenizerFile.TextOf(TokenizerFile.Child(entry.Value, "content")) is { } content && id < MostTokens)
            {
                var isSpecial = TokenizerFile.Child(entry.Value, "special").ValueKind == JsonValueKind.True;
                tokens.Add(new() { Id = id, Content = content, IsSpecial = isSpecial });
            }
        }

        return tokens;
    }
}
