using System.Text.Json;
using Recipes.Core;
using Recipes.Stages.Deliver;
using Recipes.Stages.Models;
using Recipes.Testing;
using Recipes.Text.Chat;
using Recipes.Text.Tokenizers;

namespace Recipes.Tests.Stages.Deliver;

public sealed class ModelfileTests : IDisposable
{
    private static readonly string[] _special =
    [
        "<s>", "</s>", "<|im_start|>", "<|im_end|>", "<reserved_102>", "<reserved_103>", "<reserved_106>", "<reserved_107>", "[gMASK]", "sop",
        "<|system|>", "<|user|>", "<|assistant|>", "<|observation|>",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly ModelTokenizer _tokenizer;

    public ModelfileTests()
    {
        ByteLevelBpeTrainer.Train([], 256 + _special.Length, _special, TestContext.Current.CancellationToken).WriteTo(_folder.Path);
        _tokenizer = FolderTokenizer.Load(_folder.Path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Chatml_is_written_as_turns_with_its_stop_token_and_the_system_prompt()
    {
        var notes = new List<string>();

        var text = Modelfile.Text("model.gguf", Chat("chatml"), "你是助手。", 512, notes);

        Assert.Empty(notes);
        Assert.Equal(
            """"
            # For ollama create NAME -f Modelfile. Answers were measured with the likeliest token each time: temperature 0.
            FROM ./model.gguf
            PARAMETER temperature 0
            PARAMETER num_ctx 512
            PARAMETER stop "<|im_end|>"
            TEMPLATE """{{ if .System }}<|im_start|>system
            {{ .System }}<|im_end|>
            {{ else }}{{ end }}{{ range .Messages }}{{ if eq .Role "user" }}<|im_start|>user
            {{ .Content }}<|im_end|>
            {{ else if eq .Role "assistant" }}<|im_start|>assistant
            {{ .Content }}<|im_end|>
            {{ end }}{{ end }}<|im_start|>assistant
            """
            SYSTEM """你是助手。"""

            """",
            text);
    }

    [Theory]
    [InlineData("chatml")]
    [InlineData("llama-2")]
    [InlineData("baichuan")]
    [InlineData("baichuan2")]
    [InlineData("chatglm3")]
    public void Built_in_templates_give_the_same_text_in_Go(string name)
    {
        var template = Chat(name).Template;
        var turns = TurnTemplate.Of(template);
        Assert.NotNull(turns);
        IReadOnlyList<Message>[] chats = [[new("user", "q")], [new("user", "q"), new("assistant", "a"), new("user", "r")]];
        foreach (var chat in turns.System is null ? chats : chats.Concat(chats.Select(chat => (IReadOnlyList<Message>)[new("system", "s"), .. chat])))
        {
            Assert.Equal(template.Render(chat, addGenerationPrompt: true), GoTemplate.Render(Modelfile.Go(turns), chat));
        }
    }

    [Fact]
    public void A_template_that_counts_rounds_is_said_to_be_left_out()
    {
        var notes = new List<string>();

        var text = Modelfile.Text("model.gguf", Chat("chatglm2"), null, 512, notes);

        Assert.Single(notes);
        Assert.DoesNotContain("\nTEMPLATE", text, StringComparison.Ordinal);
        Assert.Contains("# No TEMPLATE", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Braces_in_a_template_stay_text()
    {
        var template = ChatTemplate.Of("{% for m in messages %}{{ '{{ ' + m['role'] + ': ' + m['content'] + ' }}' }}{% endfor %}", [], _tokenizer);

        Assert.Equal("{{ user: q }}", GoTemplate.Render(Modelfile.Go(TurnTemplate.Of(template)!), [new("user", "q")]));
    }

    [Fact]
    [Trait("Data", "reference")]
    public void Real_templates_that_can_be_written_give_the_real_librarys_text()
    {
        var folders = ReferenceData.Folders("templates");
        Assert.SkipWhen(folders.Count == 0, "no reference data: templates");
        var (written, rows, faults) = (0, 0, new List<string>());
        foreach (var folder in folders)
        {
            var template = ChatTemplate.Of(
                File.ReadAllText(Path.Combine(folder, "template.jinja")),
                new() { ["bos_token"] = "<s>", ["eos_token"] = "</s>" },
                _tokenizer);
            if (TurnTemplate.Of(template) is not { } turns)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"{Path.GetFileName(folder)}: does more than put texts around turns");
                continue;
            }

            written++;
            foreach (var (chat, rendered) in Chats(folder, turns.System is not null))
            {
                rows++;
                var text = GoTemplate.Render(Modelfile.Go(turns), chat);
                if (text != rendered)
                {
                    faults.Add($"{Path.GetFileName(folder)}\n  wanted {JsonSerializer.Serialize(rendered)}\n  found  {JsonSerializer.Serialize(text)}");
                }
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{written} of {folders.Count} templates written, {rows} renderings, {faults.Count} differ");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(rows > 0);
    }

    /// <summary>Plain chats that end with a question, without white space at the ends of contents.</summary>
    private static IEnumerable<(IReadOnlyList<Message> Chat, string Rendered)> Chats(string folder, bool hasSystem)
    {
        foreach (var row in JsonLines.Read<JsonElement>(Path.Combine(folder, "chat.jsonl")))
        {
            var turns = row.GetProperty("messages").EnumerateArray().ToList();
            var isPlain = row.GetProperty("error").ValueKind == JsonValueKind.Null && row.GetProperty("add_generation_prompt").GetBoolean()
                && row.GetProperty("tools").ValueKind == JsonValueKind.Null && !row.GetProperty("extra").EnumerateObject().Any()
                && !row.TryGetProperty("continue_final_message", out _)
                && turns.TrueForAll(turn => turn.EnumerateObject().Count() == 2 && turn.TryGetProperty("content", out var content)
                    && content.ValueKind == JsonValueKind.String && content.GetString() is { Length: > 0 } text && text.Trim() == text
                    && !text.Contains('<', StringComparison.Ordinal));
            var roles = turns.Select(turn => turn.GetProperty("role").GetString()).ToList();
            var asked = roles.FirstOrDefault() == "system" && hasSystem ? roles[1..] : roles;
            var alternates = asked.Count % 2 == 1 && asked.Select((role, i) => role == (i % 2 == 0 ? "user" : "assistant")).All(isIt => isIt);
            if (isPlain && alternates)
            {
                yield return (
                    [.. turns.Select(turn => new Message(turn.GetProperty("role").GetString()!, turn.GetProperty("content").GetString()!))],
                    row.GetProperty("rendered").GetString()!.Replace("01 Oct 2024", "26 Jul 2024", StringComparison.Ordinal)); // the template's own date without a clock
            }
        }
    }

    private ChatText Chat(string name) => new(_tokenizer, ChatTemplate.Load(_folder.Path, name, _tokenizer), 512);
}
