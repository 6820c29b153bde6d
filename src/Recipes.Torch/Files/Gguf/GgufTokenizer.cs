using System.Text.Json;
using Recipes.Core;
using Recipes.Text.Chat;
using Recipes.Text.Tokenizers;

namespace Recipes.Torch.Files.Gguf;

/// <summary>A model folder's tokenizer and chat template as GGUF metadata.</summary>
/// <remarks>Keys and token types: gguf-py/gguf/constants.py (Keys.Tokenizer, TokenType). llama.cpp has no expressions of
/// its own for splitting text: <c>tokenizer.ggml.pre</c> names one of those that are built into it.</remarks>
internal static class GgufTokenizer
{
    private const int Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6;

    /// <summary>The keys, in the order in which they are written.</summary>
    /// <param name="folder">With tokenizer.json.</param>
    /// <param name="vocabulary">Rows of the embedding; ids without a token become unused ones.</param>
    /// <param name="tokenizer">Of the folder.</param>
    /// <param name="template">Of the folder; null where it has none.</param>
    /// <param name="notes">Takes what llama.cpp does otherwise.</param>
    /// <exception cref="RecipeException">RCP5342: a tokenizer that llama.cpp does not have.</exception>
    public static IReadOnlyList<KeyValuePair<string, object>> Metadata(
        string folder, int vocabulary, ModelTokenizer tokenizer, ChatTemplate? template, ICollection<string> notes)
    {
        var path = Path.Combine(folder, "tokenizer.json");
        if (!File.Exists(path))
        {
            throw Refusal("the folder has no tokenizer.json", folder);
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(path), new() { MaxDepth = 64 });
        var root = json.RootElement;
        if (Text(root, "model", "type") is not "BPE" and var type)
        {
            throw Refusal($"a tokenizer of type {type ?? "(none)"} is not written to GGUF, only BPE", path);
        }

        var (tokens, types) = Tokens(root, vocabulary, path);
        var kind = IsByteLevel(root)
            ? GgufBytePairs.Metadata(root, path, notes)
            : GgufPieces.Metadata(root, tokens, path, notes);
        var (before, after) = Around(tokenizer);
        List<KeyValuePair<string, object>> keys =
        [
            .. kind,
            new("tokenizer.ggml.tokens", tokens),
            new("tokenizer.ggml.token_type", types),
            .. Special(tokenizer, template),
            new("tokenizer.ggml.add_bos_token", before),
            new("tokenizer.ggml.add_eos_token", after),
        ];
        return template is null ? keys : [.. keys, new("tokenizer.chat_template", template.Source.Replace("\uFDEF", "", StringComparison.Ordinal))]; // without a mark of ours
    }

    /// <summary>A text below the members of an object; null where there is none.</summary>
    public static string? Text(JsonElement element, params string[] path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }

    /// <summary>Merges as pairs, from <c>["a","b"]</c> or <c>"a b"</c>.</summary>
    public static IEnumerable<(string Left, string Right)> Merges(JsonElement root)
    {
        foreach (var merge in root.GetProperty("model").GetProperty("merges").EnumerateArray())
        {
            var parts = merge.ValueKind == JsonValueKind.Array
                ? [.. merge.EnumerateArray().Select(part => part.GetString() ?? "")]
                : (merge.GetString() ?? "").Split(' ', 2);
            yield return (parts[0], parts[^1]);
        }
    }

    /// <summary>A tokenizer that cannot be written.</summary>
    public static RecipeException Refusal(string fact, string path) => new(new Problem
    {
        Code = "RCP5342",
        Fact = fact,
        File = path,
        Remedy = "write deliver.gguf: none; the merged folder is delivered either way",
    });

    private static (string[] Tokens, int[] Types) Tokens(JsonElement root, int vocabulary, string path)
    {
        var (tokens, types) = (new string?[vocabulary], new int[vocabulary]);
        var model = root.GetProperty("model");
        foreach (var token in model.GetProperty("vocab").EnumerateObject())
        {
            Set(token.Name, token.Value.GetInt32(), Kind(token.Name, root));
        }

        foreach (var added in root.GetProperty("added_tokens").EnumerateArray())
        {
            var content = Text(added, "content") ?? "";
            Set(content, added.GetProperty("id").GetInt32(), AddedKind(content, added, model));
        }

        for (var id = 0; id < vocabulary; id++)
        {
            (tokens[id], types[id]) = tokens[id] is null ? ($"[PAD{id}]", Unused) : (tokens[id], types[id]);
        }

        return ([.. tokens.OfType<string>()], types);

        void Set(string token, int id, int kind)
        {
            if (id < 0 || id >= vocabulary)
            {
                throw Refusal($"the tokenizer's id {id} has no row in the embedding, which has {vocabulary}", path);
            }

            (tokens[id], types[id]) = (token, kind);
        }
    }

    private static int Kind(string token, JsonElement root) => token == Text(root, "model", "unk_token") ? Unknown
        : !IsByteLevel(root) && GgufPieces.IsByte(token) ? Byte : Normal;

    private static int AddedKind(string content, JsonElement added, JsonElement model) =>
        content == Text(model, "unk_token") ? Unknown
        : added.GetProperty("special").GetBoolean() ? Control : UserDefined;

    private static bool IsByteLevel(JsonElement root) => Steps(root).Any(step => Text(step, "type") == "ByteLevel");

    /// <summary>The steps of the pre-tokenizer, a sequence taken apart.</summary>
    public static IReadOnlyList<JsonElement> Steps(JsonElement root)
    {
        if (!root.TryGetProperty("pre_tokenizer", out var pre) || pre.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        return Text(pre, "type") == "Sequence" ? [.. pre.GetProperty("pretokenizers").EnumerateArray()] : [pre];
    }

    /// <summary>Whether a text gets the token of its beginning, and that of its end.</summary>
    private static (bool Before, bool After) Around(ModelTokenizer tokenizer)
    {
        var plain = tokenizer.Encode("a", addSpecial: false);
        var whole = tokenizer.Encode("a", addSpecial: true);
        return (whole[0] != plain[0] && whole[0] == tokenizer.BosId, whole[^1] != plain[^1] && whole[^1] == tokenizer.EosId);
    }

    private static IEnumerable<KeyValuePair<string, object>> Special(ModelTokenizer tokenizer, ChatTemplate? template)
    {
        var end = tokenizer.EosId ?? tokenizer.StopIds.Cast<int?>().FirstOrDefault();
        (string, int?)[] ids =
        [
            ("bos_token_id", tokenizer.BosId),
            ("eos_token_id", end),
            ("eot_token_id", template?.EndId is { } turn and >= 0 && turn != end ? turn : null),
            ("padding_token_id", tokenizer.PadId),
        ];
        foreach (var (key, id) in ids)
        {
            if (id is { } number)
            {
                yield return new("tokenizer.ggml." + key, number);
            }
        }
    }
}
