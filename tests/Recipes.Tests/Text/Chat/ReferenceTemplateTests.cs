using System.Text.Json;
using Recipes.Core;
using Recipes.Testing;
using Recipes.Text.Chat;
using Recipes.Text.Chat.Jinja;

namespace Recipes.Tests.Text.Chat;

[Trait("Data", "reference")]
public class ReferenceTemplateTests
{
    private const int LongestError = 200; // the reference cuts messages there

    [Fact]
    public void Every_rendering_and_every_error_of_every_real_template_is_equal()
    {
        var folders = ReferenceData.Folders("templates").Concat(ReferenceData.Folders("tokenizers"))
            .Where(folder => File.Exists(Path.Combine(folder, "chat.jsonl"))).ToList();
        Assert.SkipWhen(folders.Count == 0, "no reference data: templates");
        var (rows, errors) = (0, 0);
        var different = new List<string>();

        foreach (var folder in folders)
        {
            var renderer = new ChatRenderer(
                JinjaTemplate.Read(File.ReadAllText(Path.Combine(folder, "template.jinja")), "template.jinja"),
                Tokens(folder)
            );
            foreach (var row in JsonLines.Read<JsonElement>(Path.Combine(folder, "chat.jsonl")))
            {
                var (rendered, error) = Render(renderer, row);
                var wantedError = row.GetProperty("error").GetString();
                rows++;
                errors += wantedError is null ? 0 : 1;
                if (wantedError != error || row.GetProperty("rendered").GetString() != rendered)
                {
                    different.Add(
                        $"{Path.GetFileName(folder)} {row.GetProperty("conv")}\n  wanted {wantedError ?? JsonSerializer.Serialize(row.GetProperty("rendered").GetString())}\n  found  {error ?? JsonSerializer.Serialize(rendered)}"
                    );
                }
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{folders.Count} templates, {rows} rows of which {errors} are errors, {different.Count} differ");
        Assert.True(different.Count == 0, string.Join('\n', different.Take(20)));
        Assert.True(rows > 0);
    }

    private static (string? Rendered, string? Error) Render(ChatRenderer renderer, JsonElement row)
    {
        try
        {
            return (renderer.Render(Request(row)).Text, null);
        }
        catch (JinjaException e)
        {
            var line = $"{e.Kind}: {e.Message.Split('\n')[0]}";
            return (null, line.Length > LongestError ? line[..(LongestError - 3)] + "..." : line);
        }
    }

    internal static ChatRequest Request(JsonElement row)
    {
        var isContinued =
            row.TryGetProperty("continue_final_message", out var field)
            && field.ValueKind is JsonValueKind.True or JsonValueKind.String;
        return new()
        {
            Messages = row.GetProperty("messages"),
            Tools = row.GetProperty("tools") is { ValueKind: not JsonValueKind.Null } tools ? tools : null,
            AddGenerationPrompt = row.GetProperty("add_generation_prompt").GetBoolean(),
            ContinuedField =
                !isContinued ? null
                : field.ValueKind == JsonValueKind.String ? field.GetString()
                : "content",
            Extra = row.GetProperty("extra").EnumerateObject().ToDictionary(p => p.Name, p => p.Value),
            Today = new DateTime(2024, 10, 1, 0, 0, 0, DateTimeKind.Unspecified),
        };
    }

    private static Dictionary<string, string> Tokens(string folder)
    {
        var path = Path.Combine(folder, "tokenizer_config.json");
        return File.Exists(path)
            ? JsonDocument
                .Parse(File.ReadAllBytes(path))
                .RootElement.EnumerateObject()
                .Where(p =>
                    p.Name.EndsWith("_token", StringComparison.Ordinal) && p.Value.ValueKind == JsonValueKind.String
                )
                .ToDictionary(p => p.Name, p => p.Value.GetString()!)
            : new() { ["bos_token"] = "<s>", ["eos_token"] = "</s>" };
    }
}
