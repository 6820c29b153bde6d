using System.Text;
using System.Text.Json;
using Recipes.Text.Tokenizers;

namespace Recipes.Torch.Files.Gguf;

/// <summary>Byte-level BPE as llama.cpp has it.</summary>
internal static class GgufBytePairs
{
    /// <summary>GPT-2's expression, which the step ByteLevel holds itself.</summary>
    private const string OwnExpression = "ByteLevel";

    /// <summary>Splitting in tokenizer.json to llama.cpp's name for it.</summary>
    /// <remarks>Source: ggml-org/llama.cpp, src/llama-vocab.cpp (llm_tokenizer_bpe), which quotes the expressions of the
    /// published files.</remarks>
    private static readonly Dictionary<string, string> _names = new(StringComparer.Ordinal)
    {
        [OwnExpression] = "gpt-2",
        ["Digits " + OwnExpression] = "smollm",
        [Llama3(@"\p{N}{1,3}")] = "llama-bpe",
        [Llama3(@"\p{N}")] = "qwen2",
    };

    /// <summary>Model, splitting and merges.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Metadata(
        JsonElement root, string path, ICollection<string> notes)
    {
        var merges = GgufTokenizer.Merges(root).ToList();
        var pre = Name(root, merges, path, notes);
        if (root.TryGetProperty("normalizer", out var normalizer) && normalizer.ValueKind == JsonValueKind.Object)
        {
            notes.Add($"llama.cpp does not normalize text ({GgufTokenizer.Text(normalizer, "type")}): text in another Unicode form than the usual one gets other tokens");
        }

        return
        [
            new("tokenizer.ggml.model", "gpt2"),
            new("tokenizer.ggml.pre", pre),
            new("tokenizer.ggml.merges", (IReadOnlyList<string>)[.. merges.Select(merge => $"{merge.Left} {merge.Right}")]),
        ];
    }

    private static string Name(
        JsonElement root, IReadOnlyList<(string Left, string Right)> merges, string path, ICollection<string> notes)
    {
        var steps = GgufTokenizer.Steps(root).Select(Describe).Where(step => step.Length > 0).ToList();
        var ignores = root.GetProperty("model").TryGetProperty("ignore_merges", out var flag) && flag.ValueKind == JsonValueKind.True;
        if (steps.Count == 2 && IsChinese(steps[0]) && !merges.Any(TouchesChinese))
        {
            notes.Add("llama.cpp does not split before every Chinese character; no merge of this tokenizer reaches across one, so only two or more spaces before one get other tokens");
            steps.RemoveAt(0);
        }

        var name = _names.GetValueOrDefault(string.Join(' ', steps));
        return (name, ignores) switch
        {
            ("llama-bpe", false) => "chatglm-bpe", // the same expression without that flag
            ("llama-bpe", true) or ({ }, false) => name,
            _ => throw GgufTokenizer.Refusal(
                $"llama.cpp has no splitting of text like this tokenizer's ({string.Join(", ", steps)}{(ignores ? ", ignore_merges" : "")})", path),
        };
    }

    private static string Describe(JsonElement step) => GgufTokenizer.Text(step, "type") switch
    {
        "ByteLevel" when Flag(step, "add_prefix_space") => "ByteLevel with a space before a text",
        "ByteLevel" when Flag(step, "use_regex", otherwise: true) => OwnExpression,
        "ByteLevel" => "",
        "Digits" when Flag(step, "individual_digits") => "Digits",
        "Split" when GgufTokenizer.Text(step, "behavior") == "Isolated" && !Flag(step, "invert") =>
            GgufTokenizer.Text(step, "pattern", "Regex") ?? "a text",
        var type => type ?? "none",
    };

    /// <summary>A class of characters that names the Chinese block.</summary>
    private static bool IsChinese(string expression) =>
        expression.StartsWith('[') && expression.EndsWith(']') && expression.Contains("\u4E00-\u9FFF", StringComparison.Ordinal);

    /// <summary>Whether a merge may join something to a Chinese character: its right side begins a character, and one side
    /// is a Chinese one or a part of a character.</summary>
    private static bool TouchesChinese((string Left, string Right) merge)
    {
        var right = ByteAlphabet.Bytes(merge.Right);
        return (right[0] & 0xC0) != 0x80
            && (MayBeChinese(ByteAlphabet.Bytes(merge.Left), atEnd: true) || MayBeChinese(right, atEnd: false));
    }

    private static bool MayBeChinese(byte[] bytes, bool atEnd)
    {
        var text = Encoding.UTF8.GetString(bytes); // parts of characters become U+FFFD
        var rune = atEnd ? text.EnumerateRunes().Last() : text.EnumerateRunes().First();
        return rune.Value == 0xFFFD || rune.Value is (>= 0x2E80 and <= 0x2FD5) or 0x3007 or (>= 0x3400 and <= 0x4DBF)
            or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or >= 0x20000;
    }

    private static bool Flag(JsonElement step, string name, bool otherwise = false) =>
        step.TryGetProperty(name, out var flag) ? flag.ValueKind == JsonValueKind.True : otherwise;

    private static string Llama3(string digits) =>
        $@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|{digits}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
}
