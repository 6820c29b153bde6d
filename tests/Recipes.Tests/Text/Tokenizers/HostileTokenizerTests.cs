using System.Text;
using System.Text.Json;
using Recipes.Core;
using Recipes.Testing;
using Recipes.Text.Tokenizers;

namespace Recipes.Tests.Text.Tokenizers;

/// <summary>Files and texts that want to take memory or time for ever.</summary>
public sealed class HostileTokenizerTests : IDisposable
{
    private const string Words = "a b c ab ▁ ▁a ▁b # ##a ##b [UNK] <unk>";
    private readonly string _folder = Directory.CreateTempSubdirectory("hostile-tokenizer").FullName;

    [Theory]
    [InlineData("BPE")]
    [InlineData("Unigram")]
    [InlineData("WordPiece")]
    public void A_megabyte_without_a_space_is_encoded(string kind)
    {
        var tokenizer = Load(Model(kind), "null");
        foreach (var unit in new[] { "a", "ab", "中", "😀", "▁", "abcz" })
        {
            var text = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));

            Assert.NotEmpty(tokenizer.Encode(text, addSpecial: false));
        }
    }

    [Theory]
    [InlineData(@"\s*\s*\s*\s*\s*\s*x", " ")]
    [InlineData(@"a*a*a*a*a*a*b", "a")]
    [InlineData(
        "(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)b",
        "a"
    )]
    public void A_pattern_that_goes_back_and_forth_is_stopped(string pattern, string unit)
    {
        var tokenizer = Load(Model("BPE"), Split(pattern));

        var problem = Assert.Throws<RecipeException>(
            () => tokenizer.Encode(string.Concat(Enumerable.Repeat(unit, 100_000)), addSpecial: false)).Problems[0];

        Assert.Equal("RCP5104", problem.Code);
    }

    [Fact]
    public void A_huge_pattern_is_refused()
    {
        Assert.Equal("RCP5102", Code(() => Load(Model("BPE"), Split(new string('a', 100_000)))));
        Assert.Equal(
            "RCP5102",
            Code(() => Load(Model("BPE"), Split("(?:" + string.Concat(Enumerable.Repeat("(?:a|b)", 200)) + ")c")))
        );
        Assert.Equal(
            "RCP5102",
            Code(() => Load(Model("BPE"), Split(new string('(', 2000) + "a" + new string(')', 2000))))
        );
    }

    [Fact]
    public void Ten_million_merges_are_refused()
    {
        var merges = new StringBuilder("[", 90_000_000);
        merges.Insert(1, "\"a b\",", 10_000_000).Append("\"a b\"]");

        Assert.Equal(
            "RCP5102",
            Code(() => Load($$"""{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":{{merges}}}""", "null"))
        );
    }

    [Fact]
    public void An_id_beyond_every_vocabulary_is_refused() =>
        Assert.Equal("RCP5103", Code(() => Load("""{"type":"BPE","vocab":{"a":2000000000},"merges":[]}""", "null")));

    [Theory]
    [InlineData("")]
    [InlineData("0A")]
    [InlineData("0AFFFFFFFFFFFFFFFF7F")]
    [InlineData("0A03616263")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("0A050A0161150000803F")]
    [InlineData("1A0612040000FFFF0A030A0161")]
    public void A_broken_SentencePiece_file_is_a_problem(string hexadecimal)
    {
        File.WriteAllBytes(Path.Combine(_folder, "tokenizer.model"), Convert.FromHexString(hexadecimal));

        Assert.StartsWith("RCP510", Code(() => FolderTokenizer.Load(_folder)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("YQ== 0\nYg== 0\n")]
    [InlineData("YQ== 0\nYg== x\n")]
    [InlineData("YQ== 0\nYg== 2000000000\n")]
    [InlineData("YQ== 0\n!! 1\n")]
    public void A_broken_tiktoken_file_is_a_problem(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "tokenizer.model"), text);

        Assert.Equal("RCP5103", Code(() => FolderTokenizer.Load(_folder)));
    }

    [Fact]
    public void A_tiktoken_file_merges_by_rank_and_gets_its_special_tokens_from_the_configuration()
    {
        // Ranks: 0 to 255 the bytes, 256 ab, 257 bc, 258 abc. "abc" is a token itself; "abcb": ab (256) goes before bc.
        var lines = Enumerable
            .Range(0, 256)
            .Select(b => Convert.ToBase64String([(byte)b]))
            .Concat(new[] { "ab", "bc", "abc" }.Select(t => Convert.ToBase64String(Encoding.UTF8.GetBytes(t))));
        File.WriteAllText(
            Path.Combine(_folder, "tokenizer.model"),
            string.Concat(lines.Select((line, rank) => $"{line} {rank}\n"))
        );
        File.WriteAllText(
            Path.Combine(_folder, "tokenizer_config.json"),
            """
            {"added_tokens_decoder":{"259":{"content":"[gMASK]","special":true},"260":{"content":"<sop>","special":true},"261":{"content":"<|user|>","special":true}},"eos_token":"<|user|>"}
            """);
        var tokenizer = FolderTokenizer.Load(_folder);

        Assert.Equal([259, 260, 258], tokenizer.Encode("abc", addSpecial: true));
        Assert.Equal([258, 98], tokenizer.Encode("abcb", addSpecial: false)); // ab, then ab+c, then b
        Assert.Equal([98, 257], tokenizer.Encode("bbc", addSpecial: false));
        Assert.Equal([261], tokenizer.Encode("<|user|>", addSpecial: false));
        Assert.Equal("合abc", tokenizer.Decode(tokenizer.Encode("合abc", addSpecial: false), skipSpecial: false));
        Assert.Equal(261, tokenizer.EosId);
    }

    [Fact]
    [Trait("Data", "reference")]
    public void A_SentencePiece_model_encodes_a_megabyte_without_a_space()
    {
        var models = ReferenceData
            .Folders("sentencepiece")
            .Where(f => File.Exists(Path.Combine(f, "tokenizer.model")))
            .ToList();
        Assert.SkipWhen(models.Count == 0, "no reference data: sentencepiece");
        foreach (var folder in models)
        {
            var tokenizer = FolderTokenizer.Load(folder);
            foreach (var unit in new[] { "a", "中文", "ﷺ", " ", "\u0301" })
            {
                Assert.NotNull(
                    tokenizer.Encode(string.Concat(Enumerable.Repeat(unit, 300_000 / unit.Length)), addSpecial: false)
                );
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{models.Count} SentencePiece models, five texts each");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Code(Action load) => Assert.Throws<RecipeException>(load).Problems[0].Code;

    private static string Split(string pattern) =>
        $$"""{"type":"Split","pattern":{"Regex":{{JsonSerializer.Serialize(pattern)}}},"behavior":"Isolated","invert":false}""";

    private static string Model(string kind)
    {
        var words = Words.Split(' ');
        var vocabulary = JsonSerializer.Serialize(
            words.Select((word, id) => (word, id)).ToDictionary(w => w.word, w => w.id)
        );
        return kind switch
        {
            "Unigram" =>
                $$"""{"type":"Unigram","unk_id":{{words.Length - 1}},"vocab":[{{string.Join(',', words.Select((w, i) => $"[\"{w}\",{-1 - i}]"))}}]}""",
            "WordPiece" =>
                $$"""{"type":"WordPiece","unk_token":"[UNK]","max_input_chars_per_word":100000000,"vocab":{{vocabulary}}}""",
            _ =>
                $$"""{"type":"BPE","unk_token":"<unk>","fuse_unk":true,"vocab":{{vocabulary}},"merges":["a b","▁ a","▁ b"]}""",
        };
    }

    private ModelTokenizer Load(string model, string preTokenizer)
    {
        File.WriteAllText(
            Path.Combine(_folder, "tokenizer.json"),
            $$"""{"added_tokens":[],"pre_tokenizer":{{preTokenizer}},"model":{{model}}}"""
        );
        return FolderTokenizer.Load(_folder);
    }
}
