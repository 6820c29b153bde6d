using System.Text;
using System.Text.Json;
using Recipes.Core;
using static Recipes.Text.Tokenizers.TokenizerFile;

namespace Recipes.Text.Tokenizers;

/// <summary>Reads tokenizer.json of a byte-level BPE; the pre-tokenizer has its own reader.</summary>
internal static class TokenizerJsonReader
{
    /// <summary>What the file says.</summary>
    /// <exception cref="RecipeException">The file is unreadable, contradicts itself, or asks for what is not honoured.</exception>
    public static TokenizerDefinition Read(string path)
    {
        using var document = Open(path);
        var file = new TokenizerFile(path);
        var root = document.RootElement;
        file.Know(root, "tokenizer.json", "version", "truncation", "padding", "added_tokens", "normalizer",
            "pre_tokenizer", "post_processor", "decoder", "model");
        RefuseUnlessAbsent(file, root, "truncation");
        RefuseUnlessAbsent(file, root, "padding");
        var normalizers = new List<NormalizationForm>();
        ReadNormalizer(file, Child(root, "normalizer"), normalizers);
        var preTokenizer = PreTokenizerReader.Read(file, Child(root, "pre_tokenizer"));
        ReadDecoder(file, Child(root, "decoder"));
        var (prefix, suffix) = PostProcessorReader.Read(file, Child(root, "post_processor"));
        var model = Child(root, "model");
        CheckModel(file, model);
        file.ThrowIfRefused(); // before the long part

        var vocabulary = ReadVocabulary(file, Child(model, "vocab"));
        var unknown = TextOf(Child(model, "unk_token"));
        var definition = new TokenizerDefinition
        {
            Vocabulary = vocabulary,
            Merges = ReadMerges(file, Child(model, "merges"), vocabulary),
            AddedTokens = ReadAddedTokens(file, Child(root, "added_tokens"), vocabulary),
            Normalizers = normalizers,
            Steps = preTokenizer.Steps,
            AddsPrefixSpace = preTokenizer.AddsPrefixSpace,
            IgnoresMerges = file.Flag(model, "ignore_merges", "model"),
            UnknownId = unknown is not null && vocabulary.TryGetValue(unknown, out var id) ? id : null,
            FusesUnknown = file.Flag(model, "fuse_unk", "model"),
            Prefix = prefix,
            Suffix = suffix,
        };
        file.ThrowIfRefused();
        return definition;
    }

    private static void RefuseUnlessAbsent(TokenizerFile file, JsonElement owner, string name)
    {
        if (!IsAbsent(Child(owner, name)))
        {
            file.Refuse(name);
        }
    }

    private static void ReadNormalizer(TokenizerFile file, JsonElement normalizer, List<NormalizationForm> into)
    {
        if (IsAbsent(normalizer))
        {
            return;
        }

        var type = TextOf(Child(normalizer, "type"));
        NormalizationForm? form = type switch
        {
            "NFC" => NormalizationForm.FormC,
            "NFD" => NormalizationForm.FormD,
            "NFKC" => NormalizationForm.FormKC,
            "NFKD" => NormalizationForm.FormKD,
            _ => null,
        };
        var parts = Child(normalizer, "normalizers");
        if (type == "Sequence" && parts.ValueKind == JsonValueKind.Array)
        {
            file.Know(normalizer, "normalizer", "type", "normalizers");
            foreach (var part in parts.EnumerateArray())
            {
                ReadNormalizer(file, part, into);
            }
        }
        else if (form is { } known)
        {
            file.Know(normalizer, "normalizer", "type");
            into.Add(known);
        }
        else
        {
            file.Refuse($"normalizer {type ?? normalizer.GetRawText()}");
        }
    }

    private static void ReadDecoder(TokenizerFile file, JsonElement decoder)
    {
        var parts = Child(decoder, "decoders");
        if (TextOf(Child(decoder, "type")) == "Sequence" && parts.ValueKind == JsonValueKind.Array && parts.GetArrayLength() == 1)
        {
            file.Know(decoder, "decoder", "type", "decoders");
            decoder = parts[0];
        }

        if (TextOf(Child(decoder, "type")) != "ByteLevel")
        {
            file.Refuse($"decoder {TextOf(Child(decoder, "type")) ?? "null"}");
            return;
        }

        // The flags of ByteLevel mean nothing to a decoder.
        file.Know(decoder, "decoder", "type", "add_prefix_space", "trim_offsets", "use_regex");
    }

    private static void CheckModel(TokenizerFile file, JsonElement model)
    {
        // The oldest files name no type; they have merges all the same.
        var type = TextOf(Child(model, "type")) ?? (IsAbsent(Child(model, "merges")) ? "null" : "BPE");
        if (type != "BPE")
        {
            file.Refuse($"model {type}");
            return;
        }

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

        if (file.Flag(model, "byte_fallback", "model"))
        {
            file.Refuse("model.byte_fallback true");
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
            if (id is null || !ids.Add(id.Value) || id > 10_000_000) // no vocabulary is near that; an array of it is made
            {
                file.Contradict($"model.vocab gives '{entry.Name}' the id {entry.Value.GetRawText()}, which is no free id");
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

    private static List<AddedToken> ReadAddedTokens(
        TokenizerFile file, JsonElement entries, Dictionary<string, int> vocabulary)
    {
        var tokens = new List<AddedToken>();
        var isAbsent = entries.ValueKind != JsonValueKind.Array;
        foreach (var entry in isAbsent ? default : entries.EnumerateArray())
        {
            var place = $"added_tokens[{tokens.Count}]";
            file.Know(entry, place, "id", "content", "single_word", "lstrip", "rstrip", "normalized", "special");
            var content = TextOf(Child(entry, "content")) ?? "";
            var id = Id(Child(entry, "id")) ?? -1;
            if (id is < 0 or > 10_000_000 || (vocabulary.TryGetValue(content, out var known) && known != id))
            {
                file.Contradict($"{place} '{content}' has the id {Child(entry, "id")}, which is not that of model.vocab");
            }

            tokens.Add(new()
            {
                Id = id,
                Content = content,
                IsSpecial = file.Flag(entry, "special", place),
                IsSingleWord = file.Flag(entry, "single_word", place),
                TakesSpaceBefore = file.Flag(entry, "lstrip", place),
                TakesSpaceAfter = file.Flag(entry, "rstrip", place),
                IsNormalized = file.Flag(entry, "normalized", place, absent: true),
            });
        }

        return tokens;
    }
}
