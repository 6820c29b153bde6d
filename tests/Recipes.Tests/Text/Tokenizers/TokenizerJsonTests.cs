using System.Text.Json;
using System.Text.Json.Nodes;
using Recipes.Core;
using Recipes.Text.Tokenizers;

namespace Recipes.Tests.Text.Tokenizers;

/// <summary>Every setting of tokenizer.json that is honoured means what it means to the native library; the rest is
/// refused.</summary>
public sealed class TokenizerJsonTests : IDisposable
{
    private static readonly Lazy<string> _trained = new(() =>
    {
        var random = new RandomText(21);
        return ByteLevelBpeTrainer
            .Train(
                Enumerable.Range(0, 300).Select(_ => random.Next()),
                600,
                ["<s>", "</s>", "<mask>"],
                CancellationToken.None
            )
            .TokenizerJson;
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("tokenizer-json").FullName;

    [Theory]
    [InlineData("Isolated", false)]
    [InlineData("Isolated", true)]
    [InlineData("Removed", false)]
    [InlineData("Removed", true)]
    [InlineData("MergedWithPrevious", false)]
    [InlineData("MergedWithPrevious", true)]
    [InlineData("MergedWithNext", false)]
    [InlineData("MergedWithNext", true)]
    [InlineData("Contiguous", false)]
    [InlineData("Contiguous", true)]
    public void Split_behaves_as_in_the_library(string behavior, bool invert) =>
        CompareWithNative(json =>
            json["pre_tokenizer"] = Steps(
                $$"""{"type":"Split","pattern":{"Regex":"[aeiou\u4e00-\u5fff]"},"behavior":"{{behavior}}","invert":{{(invert ? "true" : "false")}}}"""
            )
        );

    [Theory]
    [InlineData(
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    )]
    [InlineData(
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    )]
    [InlineData(@"[!-/:-~！-／：-～‘-‟　-。]+|[一-龥ࠀ-一가-퟿]+|\s?[A-Za-zµÀ-Ö]+|\d")]
    [InlineData(
        @"[!""#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    )]
    [InlineData(@"(?=\p{Lu})\p{L}+|\P{L}\S|\D|.")]
    public void Patterns_of_real_tokenizers_split_as_in_the_library(string pattern) =>
        CompareWithNative(json => json["pre_tokenizer"] = Steps(Split(pattern)));

    [Theory]
    [InlineData("(?i:[sdmt]|ll)", "a set inside (?i:")]
    [InlineData(@"\s+$", "'$'")]
    [InlineData(@"\p{N}{1,3}+", "the quantifier '}+'")]
    [InlineData(@"\w+", @"'\w'")]
    [InlineData(@"\p{Han}+", @"'\p{Han}'")]
    [InlineData("(?:ab)+", "a repeated group")]
    [InlineData("(?<=a)b", "the group '(?<='")]
    [InlineData("[a&&b]", "'&&' inside a set")]
    [InlineData("a+?", "the quantifier '+?'")]
    [InlineData("(a", "a group without )")]
    [InlineData("a)", "an unmatched )")]
    [InlineData(" *", "it matches the empty string")]
    public void What_a_pattern_holds_that_is_not_read_is_named(string pattern, string name) =>
        Assert.Contains(
            name,
            Refusals(json => json["pre_tokenizer"] = Steps(Split(pattern)))[0],
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("""{"type":"Digits","individual_digits":false}""")]
    [InlineData("""{"type":"Digits","individual_digits":true}""")]
    [InlineData("""{"type":"Split","pattern":{"String":"<|"},"behavior":"Isolated","invert":false}""")]
    [InlineData("""{"type":"Split","pattern":{"String":" "},"behavior":"MergedWithNext","invert":false}""")]
    public void Other_steps_split_as_in_the_library(string step) =>
        CompareWithNative(json => json["pre_tokenizer"] = Steps(step));

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void ByteLevel_flags_mean_what_they_mean_in_the_library(bool addsSpace, bool usesRegex) =>
        CompareWithNative(json =>
            json["pre_tokenizer"] = new JsonObject
            {
                ["type"] = "ByteLevel",
                ["add_prefix_space"] = addsSpace,
                ["trim_offsets"] = true,
                ["use_regex"] = usesRegex,
            }
        );

    [Theory]
    [InlineData("""null""")]
    [InlineData("""{"type":"NFD"}""")]
    [InlineData("""{"type":"NFKC"}""")]
    [InlineData("""{"type":"NFKD"}""")]
    [InlineData("""{"type":"Sequence","normalizers":[{"type":"NFKD"},{"type":"NFC"}]}""")]
    public void Normalizers_are_the_librarys(string normalizer) =>
        CompareWithNative(json => json["normalizer"] = JsonNode.Parse(normalizer));

    [Theory]
    [InlineData("lstrip")]
    [InlineData("rstrip")]
    [InlineData("single_word")]
    [InlineData("normalized")]
    [InlineData("lstrip rstrip single_word normalized")]
    public void Added_tokens_are_found_as_in_the_library(string flags) =>
        CompareWithNative(json =>
        {
            json["normalizer"] = JsonNode.Parse("""{"type":"NFKC"}""");
            var free = 600; // the library numbers what the vocabulary lacks in the order of the file
            foreach (var content in new[] { "the", "中文", "  ", "１２", "<|im_", "<|im_start|>", "ld", "x=1" })
            {
                var known = json["model"]!["vocab"]![content]?.GetValue<int>();
                var token = new JsonObject
                {
                    ["id"] = known ?? free++,
                    ["content"] = content,
                    ["special"] = content[0] == '<',
                };
                foreach (var flag in new[] { "single_word", "lstrip", "rstrip", "normalized" })
                {
                    token[flag] = flags.Split(' ').Contains(flag);
                }

                json["added_tokens"]!.AsArray().Add(token);
            }
        });

    [Fact]
    public void A_piece_that_is_a_token_is_not_merged_when_merges_are_ignored() =>
        CompareWithNative(json =>
        {
            json["model"]!["ignore_merges"] = true;
            json["model"]!["vocab"]!["Hello"] = 5000;
            json["model"]!["vocab"]!["å¥½"] = 5001;
        });

    [Theory]
    [InlineData(null, false)]
    [InlineData("<s>", false)]
    [InlineData("<s>", true)]
    public void Bytes_without_a_token_are_unknown_or_left_out(string? unknown, bool fuses) =>
        CompareWithNative(json =>
        {
            json["model"]!["merges"] = new JsonArray();
            json["model"]!["unk_token"] = unknown;
            json["model"]!["fuse_unk"] = fuses;
            foreach (
                var token in json["model"]!["vocab"]!
                    .AsObject()
                    .Select(p => p.Key)
                    .Where(t => t.Length == 1 && t[0] % 3 == 0)
                    .ToList()
            )
            {
                json["model"]!["vocab"]!.AsObject().Remove(token);
            }
        });

    [Theory]
    [InlineData("""{"type":"Lowercase"}""")]
    [InlineData("""{"type":"Sequence","normalizers":[{"type":"NFD"},{"type":"StripAccents"}]}""")]
    [InlineData(
        """{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}"""
    )]
    [InlineData(
        """{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":false,"strip_accents":true,"lowercase":false}"""
    )]
    [InlineData(
        """{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"ab"},{"type":"Replace","pattern":{"String":"e"},"content":"oo"}]}"""
    )]
    [InlineData(
        """{"type":"Sequence","normalizers":[{"type":"Strip","strip_left":true,"strip_right":true},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":"_"}]}"""
    )]
    public void Normalizers_change_text_as_in_the_library(string normalizer) =>
        CompareWithNative(json => json["normalizer"] = JsonNode.Parse(normalizer));

    [Theory]
    [InlineData("""{"type":"Whitespace"}""")]
    [InlineData("""{"type":"WhitespaceSplit"}""")]
    [InlineData("""{"type":"BertPreTokenizer"}""")]
    [InlineData("""{"type":"Punctuation","behavior":"Isolated"}""")]
    [InlineData("""{"type":"Punctuation","behavior":"Contiguous"}""")]
    public void Simple_steps_split_as_in_the_library(string step) =>
        CompareWithNative(json => json["pre_tokenizer"] = Steps(step));

    [Fact]
    public void Special_tokens_go_around_a_text_as_the_template_says() =>
        CompareWithNative(json =>
            json["post_processor"] = JsonNode.Parse(
                """
                { "type": "Sequence", "processors": [
                  { "type": "ByteLevel", "add_prefix_space": true, "trim_offsets": false, "use_regex": true },
                  { "type": "TemplateProcessing",
                    "single": [ { "SpecialToken": { "id": "<s>", "type_id": 0 } }, { "Sequence": { "id": "A", "type_id": 0 } },
                                { "SpecialToken": { "id": "</s>", "type_id": 0 } } ],
                    "pair": [ { "Sequence": { "id": "A", "type_id": 0 } }, { "Sequence": { "id": "B", "type_id": 0 } } ],
                    "special_tokens": { "<s>": { "id": "<s>", "ids": [0], "tokens": ["<s>"] },
                                        "</s>": { "id": "</s>", "ids": [1, 2], "tokens": ["</s>", "<mask>"] } } } ] }
                """
            )
        );

    [Theory]
    [InlineData("truncation", """{"max_length":8}""", "truncation")]
    [InlineData("padding", """{"strategy":"BatchLongest"}""", "padding")]
    [InlineData("normalizer", """{"type":"Nmt"}""", "normalizer Nmt")]
    [InlineData(
        "normalizer",
        """{"type":"Replace","pattern":{"Regex":"(a+)+b"},"content":"x"}""",
        "normalizer pattern (a+)+b"
    )]
    [InlineData("pre_tokenizer", """{"type":"UnicodeScripts"}""", "pre_tokenizer UnicodeScripts")]
    [InlineData(
        "post_processor",
        """{"type":"BertProcessing","sep":["a"],"cls":["b",2]}""",
        "post_processor BertProcessing"
    )]
    [InlineData("decoder", """{"type":"CTC"}""", "decoder CTC")]
    [InlineData("model", """{"type":"WordLevel","vocab":{}}""", "model WordLevel")]
    [InlineData("model.dropout", "0.1", "model.dropout 0.1")]
    [InlineData("model.continuing_subword_prefix", "\"##\"", "model.continuing_subword_prefix \"##\"")]
    [InlineData("model.cache", "1", "model.cache")]
    [InlineData("surprise", "1", "tokenizer.json.surprise")]
    public void What_is_not_honoured_is_refused_by_name(string key, string value, string name)
    {
        var facts = Refusals(json =>
        {
            var path = key.Split('.');
            (path.Length == 2 ? json[path[0]]! : json)[path[^1]] = JsonNode.Parse(value);
        });

        Assert.Contains(facts, fact => fact.Contains(name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{", "RCP5101")]
    [InlineData("[]", "RCP5101")]
    [InlineData("""{"model":{"type":"BPE"}}""", "RCP5103")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[]}}""", "RCP5103")]
    [InlineData("""{"model":{"type":"Unigram","unk_id":0,"vocab":[["a"]]}}""", "RCP5103")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":0}}}""", "RCP5103")]
    [InlineData(
        """{"normalizer":{"type":"Precompiled","precompiled_charsmap":"AAAAAQ=="},"model":{"type":"BPE","vocab":{},"merges":[]}}""",
        "RCP5103"
    )]
    public void A_broken_file_is_a_problem_and_no_crash(string text, string code)
    {
        File.WriteAllText(Path.Combine(_folder, "tokenizer.json"), text);

        var problem = Assert.Throws<RecipeException>(() => FolderTokenizer.Load(_folder)).Problems[0];

        Assert.Equal(code, problem.Code);
        Assert.EndsWith("tokenizer.json", problem.File, StringComparison.Ordinal);
    }

    [Fact]
    public void A_merge_of_an_unknown_token_is_a_contradiction()
    {
        Write(json => json["model"]!["merges"]!.AsArray().Add("nowhere e"));

        var problem = Assert.Throws<RecipeException>(() => FolderTokenizer.Load(_folder)).Problems[0];

        Assert.Equal("RCP5103", problem.Code);
        Assert.Contains("nowhere e", problem.Fact, StringComparison.Ordinal);
    }

    [Fact]
    public void Special_ids_come_from_the_folders_other_files()
    {
        Write(_ => { });
        File.WriteAllText(
            Path.Combine(_folder, "tokenizer_config.json"),
            """{"bos_token":null,"eos_token":{"content":"</s>"}}"""
        );
        File.WriteAllText(
            Path.Combine(_folder, "generation_config.json"),
            """{"eos_token_id":[7,1],"bos_token_id":0,"pad_token_id":2}"""
        );

        var tokenizer = FolderTokenizer.Load(_folder);

        Assert.Null(tokenizer.BosId);
        Assert.Equal(1, tokenizer.EosId);
        Assert.Equal(2, tokenizer.PadId);
        Assert.Equal([1, 7], tokenizer.StopIds);
        Assert.Equal(600, tokenizer.VocabularySize);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static JsonObject Steps(string step) =>
        new()
        {
            ["type"] = "Sequence",
            ["pretokenizers"] = new JsonArray(
                JsonNode.Parse(step),
                JsonNode.Parse(
                    """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}"""
                )
            ),
        };

    private static string Split(string pattern) =>
        new JsonObject
        {
            ["type"] = "Split",
            ["pattern"] = new JsonObject { ["Regex"] = pattern },
            ["behavior"] = "Isolated",
            ["invert"] = false,
        }.ToJsonString();

    private void Write(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(_trained.Value)!.AsObject();
        change(json);
        File.WriteAllText(Path.Combine(_folder, "tokenizer.json"), json.ToJsonString());
    }

    private List<string> Refusals(Action<JsonObject> change)
    {
        Write(change);
        var problems = Assert.Throws<RecipeException>(() => FolderTokenizer.Load(_folder)).Problems;
        Assert.All(problems, problem => Assert.Equal("RCP5102", problem.Code));
        return problems.Select(problem => problem.Fact).ToList();
    }

    private void CompareWithNative(Action<JsonObject> change)
    {
        const int Seed = 33;
        Write(change);
        var ours = FolderTokenizer.Load(_folder);
        using var native = new global::Tokenizers.DotNet.Tokenizer(Path.Combine(_folder, "tokenizer.json"));
        var random = new RandomText(Seed);
        for (var i = 0; i < 250; i++)
        {
            var text = random.Next();
            var wanted = Array.ConvertAll(native.Encode(text), id => (int)id);
            var found = ours.Encode(text, addSpecial: true);
            Assert.True(
                wanted.SequenceEqual(found),
                $"seed {Seed}: {JsonSerializer.Serialize(text)}\nnative {string.Join(' ', wanted.Select(ours.TokenOf))}\n"
                    + $"ours   {string.Join(' ', found.Select(ours.TokenOf))}"
            );
        }
    }
}
