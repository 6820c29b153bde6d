using System.Text.Json;
using static Recipes.Text.Tokenizers.TokenizerFile;

namespace Recipes.Text.Tokenizers;

/// <summary>Reads <c>model</c>: BPE, Unigram or WordPiece.</summary>
internal static class ModelReader
{
    private const int LargestId = 10_000_000; // no vocabulary is near that; an array of it is made
    private const int MostCharacters = 16_000_000; // of a unigram vocabulary, whose trie has a node for each
    private const int MostMerges = 4_000_000; // eight times the largest known; a file of more is an attack on memory

    /// <summary>The kind of model; refuses settings that are not honoured.</summary>
    public static string Check(TokenizerFile file, JsonElement model)
    {
        // The oldest files name no type; they have merges all the same.
        var type = TextOf(Child(model, "type")) ?? (IsAbsent(Child(model, "merges")) ? "null" : "BPE");
        switch (type)
        {
            case "BPE":
                CheckBpe(file, model);
                break;
            case "Unigram":
                file.Know(model, "model", "type", "unk_id", "byte_fallback", "vocab");
                break;
            case "WordPiece":
                file.Know(
                    model,
                    "model",
                    "type",
                    "unk_token",
                    "continuing_subword_prefix",
                    "max_input_chars_per_word",
                    "vocab"
                );
                break;
            default:
                file.Refuse($"model {type}");
                break;
        }

        return type;
    }

    /// <summary>Vocabulary and model.</summary>
    public static TokenizerDefinition Read(TokenizerFile file, JsonElement model, string kind, bool isByteLevel)
    {
        var definition = kind switch
        {
            "Unigram" => ReadUnigram(file, model),
            "WordPiece" => ReadWordPiece(file, model),
            _ => ReadBpe(file, model),
        };
        file.ThrowIfRefused();
        return definition with { IsByteLevel = isByteLevel };
    }

    private static TokenizerDefinition ReadBpe(TokenizerFile file, JsonElement model)
    {
        var vocabulary = ReadVocabulary(file, Child(model, "vocab"));
        var unknown = TextOf(Child(model, "unk_token"));
        return new()
        {
            Vocabulary = vocabulary,
            AddedTokens = [],
            Merges = ReadMerges(file, Child(model, "merges"), vocabulary),
            IgnoresMerges = file.Flag(model, "ignore_merges", "model"),
            FallsBackToBytes = file.Flag(model, "byte_fallback", "model"),
            UnknownId = unknown is not null && vocabulary.TryGetValue(unknown, out var id) ? id : null,
            FusesUnknown = file.Flag(model, "fuse_unk", "model"),
        };
    }

    private static TokenizerDefinition ReadWordPiece(TokenizerFile file, JsonElement model)
    {
        var vocabulary = ReadVocabulary(file, Child(model, "vocab"));
        var unknown = TextOf(Child(model, "unk_token")) ?? "[UNK]";
        if (!vocabulary.TryGetValue(unknown, out var unknownId))
        {
            file.Contradict($"model.vocab lacks the unknown token '{unknown}'");
        }

        var prefix = TextOf(Child(model, "continuing_subword_prefix")) ?? "##";
        var most = Id(Child(model, "max_input_chars_per_word")) ?? 100;
        return new()
        {
            Vocabulary = vocabulary,
            AddedTokens = [],
            UnknownId = unknownId,
            Model = new WordPieceModel(vocabulary, prefix, unknownId, most),
        };
    }

    private static TokenizerDefinition ReadUnigram(TokenizerFile file, JsonElement model)
    {
        var tokens = new List<(string Token, int Id, double? Score)>();
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        var entries = Child(model, "vocab");
        foreach (var entry in entries.ValueKind == JsonValueKind.Array ? entries.EnumerateArray() : default)
        {
            if (
                entry.ValueKind != JsonValueKind.Array
                || entry.GetArrayLength() != 2
                || TextOf(entry[0]) is not { } token
                || entry[1].ValueKind != JsonValueKind.Number
                || tokens.Count > LargestId
            )
            {
                file.Contradict($"model.vocab[{tokens.Count}] is not a text with a number");
                break;
            }

            vocabulary[token] = tokens.Count;
            tokens.Add((token, tokens.Count, entry[1].GetDouble()));
        }

        if (tokens.Sum(t => (long)t.Token.Length) > MostCharacters)
        {
            file.Refuse($"model.vocab with more than {MostCharacters} characters");
            return new() { Vocabulary = vocabulary, AddedTokens = [] };
        }

        var unknownId = Id(Child(model, "unk_id"));
        if (unknownId is null || unknownId >= tokens.Count)
        {
            file.Contradict($"model.unk_id {Child(model, "unk_id")} is no token");
            return new() { Vocabulary = vocabulary, AddedTokens = [] };
        }

        var bytes = file.Flag(model, "byte_fallback", "model") ? ByteTokens.Ids(vocabulary) : null;
        return new()
        {
            Vocabulary = vocabulary,
            AddedTokens = [],
            UnknownId = unknownId,
            ShowsUnknownText = true,
            Model = new UnigramModel(tokens, unknownId.Value, bytes, isSingle: false),
        };
    }

    private static void CheckBpe(TokenizerFile file, JsonElement model)
    {
        file.Know(model, "model", "type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix",
            "fuse_unk", "byte_fallback", "ignore_merges", "vocab", "merges");
        var dropout = Child(model, "dropout");
        if (!IsAbsent(dropout) && !(dropout.ValueKind == JsonValueKind.Number && dropout.GetDouble() == 0))
        {
            file.Refuse($"model.dropout {dropout.GetRawText()}");
        }

        foreach (var name in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            var affix = Child(model, name);
            if (!IsAbsent(affix) && TextOf(affix) != "")
            {
                file.Refuse($"model.{name} {affix.GetRawText()}");
            }
        }
    }

    private static Dictionary<string, int> ReadVocabulary(TokenizerFile file, JsonElement entries)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        if (entries.ValueKind != JsonValueKind.Object)
        {
            file.Contradict("model.vocab is not an object");
            return vocabulary;
        }

        var ids = new HashSet<int>();
        foreach (var entry in entries.EnumerateObject())
        {
            var id = Id(entry.Value);
            if (id is null || !ids.Add(id.Value) || id > LargestId)
            {
                file.Contradict(
                    $"model.vocab gives '{entry.Name}' the id {entry.Value.GetRawText()}, which is no free id"
                );
                continue;
            }

            vocabulary[entry.Name] = id.Value;
        }

        return vocabulary;
    }

    private static List<(int Left, int Right, int Result)> ReadMerges(
        TokenizerFile file, JsonElement entries, Dictionary<string, int> vocabulary)
    {
        var merges = new List<(int Left, int Right, int Result)>();
        if (entries.ValueKind != JsonValueKind.Array)
        {
            file.Contradict("model.merges is not a list");
            return merges;
        }

        if (entries.GetArrayLength() is > MostMerges and var count)
        {
            file.Refuse($"model.merges with {count} entries, more than {MostMerges},");
            return merges;
        }

        foreach (var entry in entries.EnumerateArray())
        {
            var parts = entry.ValueKind == JsonValueKind.Array
                ? entry.EnumerateArray().Select(part => TextOf(part) ?? "").ToArray()
                : TextOf(entry)?.Split(' ') ?? [];
            if (parts.Length == 2
                && vocabulary.TryGetValue(parts[0], out var left)
                && vocabulary.TryGetValue(parts[1], out var right)
                && vocabulary.TryGetValue(parts[0] + parts[1], out var result))
            {
                merges.Add((left, right, result));
                continue;
            }

            file.Contradict($"model.merges[{merges.Count}] {entry.GetRawText()} joins tokens that model.vocab lacks");
            break;
        }

        return merges;
    }
}
