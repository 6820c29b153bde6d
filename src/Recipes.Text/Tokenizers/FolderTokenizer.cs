using System.Security.Cryptography;
using System.Text.Json;
using Recipes.Core;
using static Recipes.Text.Tokenizers.TokenizerFile;

namespace Recipes.Text.Tokenizers;

/// <summary>Reads the tokenizer of a Hugging Face model folder.</summary>
/// <remarks>tokenizer.json itself is the truth, not what one version of a library rebuilds from it, and tokenizer.model
/// where there is none; tokenizer_config.json, special_tokens_map.json, generation_config.json and config.json only
/// name the tokens that begin, end and pad.</remarks>
public static class FolderTokenizer
{
    private static readonly string[] _chatGlmTokens =
        ["[MASK]", "[gMASK]", "[sMASK]", "sop", "eop", "<|system|>", "<|user|>", "<|assistant|>", "<|observation|>"];

    /// <summary>The tokenizer of a folder.</summary>
    /// <exception cref="RecipeException">RCP5101 a file is absent or unreadable · RCP5102 something that is not
    /// honoured · RCP5103 a file contradicts itself.</exception>
    public static ModelTokenizer Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        using var names = OpenIfPresent(folder, "tokenizer_config.json");
        var (path, definition) = ReadDefinition(folder, names?.RootElement ?? default);
        var tokenizer = new HuggingFaceTokenizer(definition);
        using var older = OpenIfPresent(folder, "special_tokens_map.json");
        using var generation = OpenIfPresent(folder, "generation_config.json");
        using var model = OpenIfPresent(folder, "config.json");
        JsonDocument?[] byName = [names, older];
        JsonDocument?[] byId = [generation, model];
        var vocabulary = tokenizer.Vocabulary;
        var eos =
            Named(byName, "eos_token", vocabulary) ?? Ids(byId, "eos_token_id").Select(id => (int?)id).FirstOrDefault();
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
            FileDigest = DigestOf(path),
        };
    }

    /// <summary>A tokenizer.model alone, whatever else lies in its folder.</summary>
    /// <param name="path">SentencePiece's or GLM-4's file.</param>
    /// <exception cref="RecipeException">As <see cref="Load"/>.</exception>
    internal static ModelTokenizer LoadModelFile(string path)
    {
        var definition = ReadModelFile(path, default);
        return new(new(definition), definition.Prefix, definition.Suffix) { StopIds = [], FileDigest = DigestOf(path) };
    }

    private static (string Path, TokenizerDefinition Definition) ReadDefinition(string folder, JsonElement config)
    {
        var json = Path.Combine(folder, "tokenizer.json");
        var model = Path.Combine(folder, "tokenizer.model");
        return File.Exists(json) || !File.Exists(model)
            ? (json, TokenizerJsonReader.Read(json))
            : (model, ReadModelFile(model, config));
    }

    private static TokenizerDefinition ReadModelFile(string path, JsonElement config)
    {
        if (TiktokenReader.IsTiktoken(Bytes(path)))
        {
            return TiktokenReader.Read(path, config);
        }

        // ChatGLM2 and 3 append these to the model's pieces and put two before every text: tokenization_chatglm.py.
        var isChatGlm = TextOf(Child(config, "tokenizer_class")) == "ChatGLMTokenizer";
        var definition = SentencePieceReader.Read(path, isChatGlm ? _chatGlmTokens : []);
        var ids = definition.AddedTokens.ToDictionary(t => t.Content, t => t.Id);
        List<int> prefix = isChatGlm ? [ids["[gMASK]"], ids["sop"]] : Wanted(config, "bos", ids, absent: true);
        return definition with { Prefix = prefix, Suffix = isChatGlm ? [] : Wanted(config, "eos", ids, absent: false) };
    }

    /// <summary>The token that the configuration puts around a text; none without a configuration.</summary>
    private static List<int> Wanted(JsonElement config, string name, Dictionary<string, int> ids, bool absent)
    {
        var flag = Child(config, $"add_{name}_token");
        var adds =
            flag.ValueKind == JsonValueKind.True
            || (IsAbsent(flag) && absent && config.ValueKind == JsonValueKind.Object);
        var value = Child(config, name + "_token");
        var token = TextOf(value) ?? TextOf(Child(value, "content"));
        return adds && token is not null && ids.TryGetValue(token, out var id) ? [id] : [];
    }

    private static string DigestOf(string path) => Convert.ToHexStringLower(SHA256.HashData(Bytes(path)));

    private static JsonDocument? OpenIfPresent(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? Open(path) : null;
    }

    /// <summary>A token that tokenizer_config.json sets to null is none, whatever config.json says (Qwen has no
    /// BOS).</summary>
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
