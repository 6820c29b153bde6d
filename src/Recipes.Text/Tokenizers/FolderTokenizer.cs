using System.Security.Cryptography;
using System.Text.Json;
using Recipes.Core;
using static Recipes.Text.Tokenizers.TokenizerFile;

namespace Recipes.Text.Tokenizers;

/// <summary>Reads the tokenizer of a Hugging Face model folder.</summary>
/// <remarks>tokenizer.json itself is the truth, not what one version of a library rebuilds from it;
/// tokenizer_config.json, special_tokens_map.json, generation_config.json and config.json only name
/// the tokens that begin, end and pad.</remarks>
public static class FolderTokenizer
{
    /// <summary>The tokenizer of a folder.</summary>
    /// <exception cref="RecipeException">RCP5101 a file is absent or unreadable · RCP5102 something that is not honoured ·
    /// RCP5103 a file contradicts itself.</exception>
    public static ModelTokenizer Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var path = Path.Combine(folder, "tokenizer.json");
        if (!File.Exists(path) && File.Exists(Path.Combine(folder, "tokenizer.model")))
        {
            var file = new TokenizerFile(Path.Combine(folder, "tokenizer.model"));
            file.Refuse("a SentencePiece model without tokenizer.json");
            file.ThrowIfRefused();
        }

        var definition = TokenizerJsonReader.Read(path);
        var tokenizer = new ByteLevelBpeTokenizer(definition);
        using var names = OpenIfPresent(folder, "tokenizer_config.json");
        using var older = OpenIfPresent(folder, "special_tokens_map.json");
        using var generation = OpenIfPresent(folder, "generation_config.json");
        using var model = OpenIfPresent(folder, "config.json");
        JsonDocument?[] byName = [names, older];
        JsonDocument?[] byId = [generation, model];
        var vocabulary = tokenizer.Vocabulary;
        var eos = Named(byName, "eos_token", vocabulary) ?? Ids(byId, "eos_token_id").Select(id => (int?)id).FirstOrDefault();
        List<int> stops = [.. Ids(byId, "eos_token_id")];
        foreach (var stop in new[] { eos, vocabulary.IdOf("<|im_end|>") }.OfType<int>())
        {
            stops.Add(stop);
        }

        return new(tokenizer, definition.Prefix, definition.Suffix)
        {
            BosId = Token(byName, byId, "bos", vocabulary),
            EosId = eos,
            PadId = Token(byName, byId, "pad", vocabulary),
            StopIds = stops.Distinct().Order().ToList(),
            FileDigest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))),
        };
    }

    private static JsonDocument? OpenIfPresent(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? Open(path) : null;
    }

    /// <summary>A token that tokenizer_config.json sets to null is none, whatever config.json says (Qwen has no BOS).</summary>
    private static int? Token(JsonDocument?[] byName, JsonDocument?[] byId, string name, Vocabulary vocabulary)
    {
        var isSettled = byName.Any(d => d is not null && d.RootElement.TryGetProperty(name + "_token", out _));
        return isSettled
            ? Named(byName, name + "_token", vocabulary)
            : Ids(byId, name + "_token_id").Select(id => (int?)id).FirstOrDefault();
    }

    private static int? Named(JsonDocument?[] documents, string key, Vocabulary vocabulary)
    {
        foreach (var document in documents.OfType<JsonDocument>())
        {
            var value = Child(document.RootElement, key);
            var token = TextOf(value) ?? TextOf(Child(value, "content")); // older files give the token as an object
            if (token is not null && vocabulary.IdOf(token) is { } id)
            {
                return id;
            }
        }

        return null;
    }

    /// <summary>A number or a list of numbers, in every file that has the key.</summary>
    private static IEnumerable<int> Ids(JsonDocument?[] documents, string key) =>
        documents.OfType<JsonDocument>()
            .Select(document => Child(document.RootElement, key))
            .SelectMany(value => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
            .Select(value => Id(value))
            .OfType<int>();
}
