using System.Text.Json.Nodes;
using Recipes.Core;

namespace Recipes.Text.Tokenizers;

/// <summary>Writes the files of a trained tokenizer, and says what it is before it is trained.</summary>
internal static class TrainedTokenizerWriter
{
    /// <summary>Chinese characters: radicals, 〇, extension A, the unified block, compatibility, the planes of the
    /// extensions.</summary>
    /// <remarks>Written out, because <c>\p{Han}</c> grows with each Unicode version and libraries differ in
    /// theirs.</remarks>
    private const string ChinesePattern =
        "[\u2E80-\u2FD5\u3007\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\U00020000-\U0002FA1F\U00030000-\U0003FFFD]";

    /// <summary>Qwen's pattern: words with the sign before them, single digits, signs, line ends, spaces.</summary>
    private const string WordPattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>The steps and added tokens, with nothing learned yet.</summary>
    public static TokenizerDefinition Untrained(IReadOnlyList<string> specialTokens) => new()
    {
        Vocabulary = new Dictionary<string, int>(),
        IsByteLevel = true,
        AddedTokens = specialTokens.Select((t, i) => new AddedToken { Id = i, Content = t, IsSpecial = true }).ToList(),
        Normalizers = [new FormNormalizer(System.Text.NormalizationForm.FormC)],
        Steps =
        [
            new(new(ChinesePattern), SplitBehavior.Isolated, isInverted: false),
            new(new(WordPattern), SplitBehavior.Isolated, isInverted: false),
        ],
    };

    /// <summary>tokenizer.json.</summary>
    /// <param name="tokens">By id; special tokens first.</param>
    /// <param name="specialCount">How many of them are special.</param>
    /// <param name="merges">Pairs of ids in order of rank.</param>
    public static string TokenizerJson(
        IReadOnlyList<string> tokens, int specialCount, IReadOnlyList<(int Left, int Right)> merges)
    {
        var vocabulary = new JsonObject();
        for (var id = 0; id < tokens.Count; id++)
        {
            vocabulary.Add(tokens[id], id);
        }

        return Text(new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. tokens.Take(specialCount).Select(AddedToken)]),
            ["normalizer"] = new JsonObject { ["type"] = "NFC" },
            ["pre_tokenizer"] = new JsonObject
            {
                ["type"] = "Sequence",
                ["pretokenizers"] = new JsonArray(Split(ChinesePattern), Split(WordPattern), ByteLevel()),
            },
            ["post_processor"] = null,
            ["decoder"] = ByteLevel(),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = null,
                ["continuing_subword_prefix"] = null,
                ["end_of_word_suffix"] = null,
                ["fuse_unk"] = false,
                ["byte_fallback"] = false,
                ["ignore_merges"] = false,
                ["vocab"] = vocabulary,

                    // As strings, which every version of the library reads; no byte-level token holds a space.
                    ["merges"] = new JsonArray([
                        .. merges.Select(m => JsonValue.Create($"{tokens[m.Left]} {tokens[m.Right]}")),
                    ]),
                },
            }
        );
    }

    /// <summary>tokenizer_config.json: the tokens named by the ChatML convention, where they are among the special
    /// tokens.</summary>
    public static string ConfigJson(IReadOnlyList<string> specialTokens) => Text(new JsonObject
    {
        ["tokenizer_class"] = "PreTrainedTokenizerFast",
        ["bos_token"] = null,
        ["eos_token"] = specialTokens.Contains("<|im_end|>") ? "<|im_end|>" : null,
        ["pad_token"] = specialTokens.Contains("<|endoftext|>") ? "<|endoftext|>" : null,
        ["unk_token"] = null,
        ["add_prefix_space"] = false,
        ["clean_up_tokenization_spaces"] = false,
        ["chat_template"] = Chat.ChatMl.Template,
    });

    private static JsonNode AddedToken(string content, int id) => new JsonObject
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };

    private static JsonObject Split(string pattern) => new()
    {
        ["type"] = "Split",
        ["pattern"] = new JsonObject { ["Regex"] = pattern },
        ["behavior"] = "Isolated",
        ["invert"] = false,
    };

    private static JsonObject ByteLevel() => new()
    {
        ["type"] = "ByteLevel",
        ["add_prefix_space"] = false,
        ["trim_offsets"] = false,
        ["use_regex"] = false,
    };

    private static string Text(JsonObject value) => value.ToJsonString(JsonLines.Indented) + "\n";
}
