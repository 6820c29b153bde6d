using System.Text.Json;
using Recipes.Core;
using Recipes.Testing;
using Recipes.Text.Chat;
using Recipes.Text.Tokenizers;

namespace Recipes.Tests.Text.Chat;

[Trait("Data", "reference")]
public class ReferenceChatTests
{
    [Fact]
    public void Conversations_that_the_library_renders_as_ChatML_get_its_ids()
    {
        var compared = 0;
        foreach (var folder in ReferenceData.Folders("tokenizers").Where(f => File.Exists(Path.Combine(f, "chat.jsonl"))))
        {
            var tokenizer = FolderTokenizer.Load(folder);
            var chat = ChatTemplate.Load(folder, "chatml", tokenizer);
            var (equal, withSpecial) = (0, 0);
            foreach (var row in JsonLines.Read<JsonElement>(Path.Combine(folder, "chat.jsonl")))
            {
                var turns = Turns(row.GetProperty("messages"));
                var prompts = row.GetProperty("add_generation_prompt").GetBoolean();
                if (turns is null || row.GetProperty("rendered").GetString() != chat.Render(turns, prompts))
                {
                    continue; // tools, thinking: another template's business
                }

                var wanted = row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32());
                var found = chat.Encode(turns, prompts).Ids;
                if (turns.Any(t => HoldsSpecial(t.Content, tokenizer)))
                {
                    Assert.NotEqual(wanted, found); // the library takes message text for markers; here it stays text
                    withSpecial++;
                    continue;
                }

                Assert.True(wanted.SequenceEqual(found), $"{folder} {row.GetProperty("conv")}: {string.Join(' ', found)}");
                equal++;
            }

            Print($"{Path.GetFileName(folder)}: {equal} conversations equal, {withSpecial} with special tokens as text differ on purpose");
            compared += equal;
        }

        Assert.SkipWhen(ReferenceData.Root is null, "no reference data: tokenizers");
        Assert.True(compared > 0);
    }

    [Fact]
    public void Masks_equal_the_librarys_but_for_its_listed_quirks()
    {
        var path = ReferenceData.Find("assistant-masks", "chatml", "masks.jsonl");
        Assert.SkipWhen(path is null, "no reference data: assistant-masks");
        var (equal, others, straddling) = (0, 0, 0);
        var chats = ReferenceData.Folders("tokenizers").ToDictionary(folder => Path.GetFileName(folder), LoadOrNull);

        foreach (var row in JsonLines.Read<JsonElement>(path))
        {
            var chat = chats.GetValueOrDefault(row.GetProperty("tokenizer").GetString()!);
            var turns = Turns(row.GetProperty("messages"));
            turns = turns is [{ Role: not "system" }, ..] ? turns.Prepend(new("system", "Be brief.")).ToList() : turns;
            var prompts = row.GetProperty("add_generation_prompt").GetBoolean();
            if (chat is null || turns is null || row.GetProperty("max_length").ValueKind != JsonValueKind.Null
                || row.GetProperty("rendered").GetString() != chat.Render(turns, prompts))
            {
                others++;
                continue;
            }

            var wanted = row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToList();
            var mask = row.GetProperty("assistant_mask").EnumerateArray().Select(flag => flag.GetInt32() == 1).ToList();
            var found = chat.Encode(turns, prompts);
            if (!wanted.SequenceEqual(found.Ids))
            {
                others++; // special tokens as text
                continue;
            }

            // The library also trains a token that begins in the header and reaches into the answer.
            var isStraddling = !mask.SequenceEqual(found.IsTrained);
            Assert.True(
                !isStraddling || turns.Any(t => t.Role == "assistant" && t.Content.StartsWith('\n')),
                $"{row.GetProperty("conv")}: {string.Join(' ', found.IsTrained)}");
            straddling += isStraddling ? 1 : 0;
            equal += isStraddling ? 0 : 1;
        }

        Print($"{equal} masks equal, {straddling} differ by a token across the header's line end, {others} are not plain ChatML");
        Assert.True(equal > 0);
    }

    [Fact]
    public void SmolLM2_is_recognised_with_its_default_system_prompt_and_thinking_templates_are_refused()
    {
        Assert.SkipWhen(ReferenceData.Root is null, "no reference data: tokenizers");
        foreach (var folder in ReferenceData.Folders("tokenizers"))
        {
            var name = Path.GetFileName(folder);
            if (name is "smollm2")
            {
                var chat = ChatTemplate.Load(folder, "auto", FolderTokenizer.Load(folder));
                Assert.Equal("You are a helpful AI assistant named SmolLM, trained by Hugging Face", chat.DefaultSystem);
            }
            else if (name is "qwen3" or "minimind")
            {
                var problem = Assert.Throws<RecipeException>(() => ChatTemplate.Load(folder, "auto", FolderTokenizer.Load(folder)));
                Assert.Equal("RCP5201", problem.Problems[0].Code);
            }
        }
    }

    private static ChatTemplate? LoadOrNull(string folder)
    {
        try
        {
            return ChatTemplate.Load(folder, "chatml", FolderTokenizer.Load(folder));
        }
        catch (RecipeException e) when (e.Problems.All(p => p.Code is "RCP5102" or "RCP5202"))
        {
            Print($"{Path.GetFileName(folder)}: skipped: {string.Join("; ", e.Problems.Select(p => p.Fact))}");
            return null;
        }
    }

    private static bool HoldsSpecial(string text, ModelTokenizer tokenizer) =>
        tokenizer.Encode(text, addSpecial: false).Any(tokenizer.IsSpecial);

    private static List<Message>? Turns(JsonElement messages)
    {
        var turns = new List<Message>();
        foreach (var message in messages.EnumerateArray())
        {
            var isPlain = message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String
                && message.GetProperty("role").ValueKind == JsonValueKind.String;
            if (!isPlain)
            {
                return null;
            }

            turns.Add(new(message.GetProperty("role").GetString()!, content.GetString()!));
        }

        return turns;
    }

    private static void Print(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
