using Recipes.Core;
using Recipes.Text.Chat;
using Recipes.Text.Tokenizers;

namespace Recipes.Tests.Text.Chat;

/// <summary>The families that ship no template; the expected texts are those of the code that BuiltInTemplate
/// names.</summary>
public sealed class BuiltInTemplateTests : IDisposable
{
    private static readonly string[] _special =
    [
        "<s>",
        "</s>",
        "<reserved_102>",
        "<reserved_103>",
        "<reserved_106>",
        "<reserved_107>",
        "[gMASK]",
        "sop",
        "<|system|>",
        "<|user|>",
        "<|assistant|>",
        "<|observation|>",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("built-in").FullName;
    private readonly ModelTokenizer _tokenizer;

    public BuiltInTemplateTests()
    {
        ByteLevelBpeTrainer
            .Train([], 256 + _special.Length, _special, TestContext.Current.CancellationToken)
            .WriteTo(_folder);
        File.Delete(Path.Combine(_folder, "tokenizer_config.json"));
        File.WriteAllText(Path.Combine(_folder, "generation_config.json"), """{"eos_token_id":1}""");
        _tokenizer = FolderTokenizer.Load(_folder);
    }

    [Theory]
    [InlineData("llama-2", "<s>[INST] q1 [/INST] a1 </s><s>[INST] q2 [/INST]")]
    [InlineData("baichuan", "<reserved_102>q1<reserved_103>a1</s><reserved_102>q2<reserved_103>")]
    [InlineData("baichuan2", "<reserved_106>q1<reserved_107>a1<reserved_106>q2<reserved_107>")]
    [InlineData("chatglm2", "[gMASK]sop[Round 1]\n\n问：q1\n\n答：a1\n\n[Round 2]\n\n问：q2\n\n答：")]
    [InlineData("chatglm3", "[gMASK]sop<|user|>\nq1<|assistant|>\na1<|user|>\nq2<|assistant|>")]
    public void Several_turns_and_the_question_are_rendered(string name, string text) =>
        Assert.Equal(
            text,
            Load(name).Render([new("user", "q1"), new("assistant", "a1"), new("user", "q2")], addGenerationPrompt: true)
        );

    [Theory]
    [InlineData("llama-2", "<s>[INST] <<SYS>>\ns\n<</SYS>>\n\nq [/INST]")]
    [InlineData("baichuan2", "s<reserved_106>q<reserved_107>")]
    [InlineData("chatglm3", "[gMASK]sop<|system|>\ns<|user|>\nq<|assistant|>")]
    public void A_system_prompt_stands_where_the_family_has_it(string name, string text) => Assert.Equal(
        text, Load(name).Render([new("system", "s"), new("user", "q")], addGenerationPrompt: true));

    [Theory]
    [InlineData("baichuan")]
    [InlineData("chatglm2")]
    public void A_family_without_system_prompts_refuses_one(string name) =>
        Assert.Equal(
            "RCP5205",
            Assert
                .Throws<RecipeException>(() => Load(name).Render([new("system", "s"), new("user", "q")], true))
                .Problems[0]
                .Code
        );

    [Theory]
    [InlineData("llama-2", " a </s>")]
    [InlineData("baichuan", "a</s>")]
    [InlineData("baichuan2", "a</s>")]
    [InlineData("chatglm2", "a</s>")]
    [InlineData("chatglm3", "\na</s>")]
    public void The_answer_and_its_end_are_trained(string name, string text)
    {
        var chat = Load(name);
        var encoded = chat.Encode([new("user", "q"), new("assistant", "a")], addGenerationPrompt: false);

        Assert.Equal(text, _tokenizer.Decode(encoded.Ids.Where((_, i) => encoded.IsTrained[i]), skipSpecial: false));
        Assert.Equal(_tokenizer.IdOf("</s>"), chat.EndId);
        Assert.Empty(chat.Check([new("user", "q"), new("assistant", "a")]));
    }

    [Theory]
    [InlineData("""{"model_type":"llama","vocab_size":32000}""", "llama-2")]
    [InlineData("""{"model_type":"baichuan"}""", "baichuan2")]
    [InlineData("""{"model_type":"chatglm","seq_length":32768}""", "chatglm2")]
    [InlineData("""{"model_type":"chatglm","seq_length":8192}""", "chatglm3")]
    [InlineData("""{"model_type":"llama","vocab_size":128256}""", null)]
    [InlineData("""{"model_type":"gpt_neox"}""", null)]
    public void Auto_takes_the_familys(string config, string? name)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), config);

        if (name is null)
        {
            Assert.Equal("RCP5201", Assert.Throws<RecipeException>(() => Load("auto")).Problems[0].Code);
        }
        else
        {
            Assert.Equal(Load(name).Digest, Load("auto").Digest);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ChatTemplate Load(string name) => ChatTemplate.Load(_folder, name, _tokenizer);
}
