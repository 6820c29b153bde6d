using System.Text.Json;
using Recipes.Core;
using static Recipes.Text.Tokenizers.TokenizerFile;

namespace Recipes.Text.Tokenizers;

/// <summary>Reads tokenizer.json; each part has its own reader.</summary>
internal static class TokenizerJsonReader
{
    private const int MostCharacters = 1_000_000; // of added tokens: each makes a node of a trie

    /// <summary>What the file says.</summary>
    /// <exception cref="RecipeException">The file is unreadable, contradicts itself, or asks for what is not
    /// honoured.</exception>
    public static TokenizerDefinition Read(string path)
    {
        using var document = Open(path);
        var file = new TokenizerFile(path);
        var root = document.RootElement;
        file.Know(root, "tokenizer.json", "version", "truncation", "padding", "added_tokens", "normalizer",
            "pre_tokenizer", "post_processor", "decoder", "model");
        RefuseUnlessAbsent(file, root, "truncation");
        RefuseUnlessAbsent(file, root, "padding");
        var normalizers = NormalizerReader.Read(file, Child(root, "normalizer"));
        var preTokenizer = PreTokenizerReader.Read(file, Child(root, "pre_tokenizer"));
        var decoder = DecoderReader.Read(file, Child(root, "decoder"), preTokenizer.IsByteLevel);
        var post = PostProcessorReader.Read(file, Child(root, "post_processor"));
        var model = Child(root, "model");
        var kind = ModelReader.Check(file, model);
        file.ThrowIfRefused(); // before the long part

        var definition = ModelReader.Read(file, model, kind, preTokenizer.IsByteLevel);
        definition = definition with
        {
            AddedTokens = ReadAddedTokens(file, Child(root, "added_tokens"), definition.Vocabulary),
            Normalizers = normalizers,
            Steps = preTokenizer.Steps,
            Metaspace = preTokenizer.Metaspace,
            AddsPrefixSpace = preTokenizer.AddsPrefixSpace,
            Decoder = decoder,
            Prefix = post.Prefix,
            Suffix = post.Suffix,
            Pair = post.Pair,
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

    private static List<AddedToken> ReadAddedTokens(
        TokenizerFile file, JsonElement entries, IReadOnlyDictionary<string, int> vocabulary)
    {
        var tokens = new List<AddedToken>();
        var isAbsent = entries.ValueKind != JsonValueKind.Array;
        var characters = 0L;
        foreach (var entry in isAbsent ? default : entries.EnumerateArray())
        {
            var place = $"added_tokens[{tokens.Count}]";
            file.Know(entry, place, "id", "content", "single_word", "lstrip", "rstrip", "normalized", "special");
            var content = TextOf(Child(entry, "content")) ?? "";
            var id = Id(Child(entry, "id")) ?? -1;
            if (id is < 0 or > 10_000_000 || (vocabulary.TryGetValue(content, out var known) && known != id))
            {
                file.Contradict(
                    $"{place} '{content}' has the id {Child(entry, "id")}, which is not that of model.vocab"
                );
            }

            characters += content.Length;
            if (characters > MostCharacters)
            {
                file.Refuse($"added_tokens with more than {MostCharacters} characters");
                break;
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
