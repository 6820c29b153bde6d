using System.Text.Json;
using System.Text.Json.Nodes;
using Recipes.Core;
using Recipes.Text.Chat;
using Recipes.Text.Tokenizers;

namespace Recipes.Stages.Inspect;

/// <summary>Texts and conversations through a folder's tokenizer and chat template, row by row.</summary>
public static class InspectedRows
{
    /// <summary>Reads JSON Lines and writes the same rows with what became of them: <c>text</c> gets <c>ids</c>,
    /// <c>ids_with_special</c> and <c>decoded</c>; <c>messages</c> gets <c>rendered</c>, <c>ids</c> and
    /// <c>assistant_mask</c>; what cannot be done gets <c>error</c>.</summary>
    /// <param name="folder">With tokenizer files.</param>
    /// <param name="template">The recipe's <c>template</c>, or auto.</param>
    /// <param name="input">Rows may hold what a template reads beside messages: tools, documents, add_generation_prompt,
    /// continue_final_message, and further variables in <c>extra</c>.</param>
    /// <param name="output">Written at once, by renaming.</param>
    /// <param name="today">What <c>strftime_now</c> tells.</param>
    /// <param name="cancellation">Honoured between rows.</param>
    /// <returns>Rows written.</returns>
    /// <exception cref="RecipeException">RCP1033: the input is not there or no JSON Lines; or a tokenizer that is not built.</exception>
    public static int Write(
        string folder, string template, string input, string output, DateTime today, CancellationToken cancellation)
    {
        var tokenizer = FolderTokenizer.Load(folder);
        var chat = new Lazy<ChatTemplate>(() => ChatTemplate.Load(folder, template, tokenizer));
        var count = 0;
        try
        {
            var rows = JsonLines.Read<JsonObject>(input).Select(row =>
            {
                cancellation.ThrowIfCancellationRequested();
                count++;
                return Inspected(row, tokenizer, chat, today);
            });
            AtomicFile.Write(output, temporary => JsonLines.Write(temporary, rows));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new RecipeException(new Problem
            {
                Code = "RCP1033",
                Fact = $"the rows cannot be read or written: {e.Message}",
                Remedy = "give JSON Lines by --input=FILE, and a file in a folder that is there by --output=FILE",
                File = input,
            });
        }

        return count;
    }

    private static JsonObject Inspected(JsonObject row, ModelTokenizer tokenizer, Lazy<ChatTemplate> chat, DateTime today)
    {
        try
        {
            if (row["text"] is JsonValue text)
            {
                AddText(row, text.GetValue<string>(), tokenizer);
            }
            else if (row["messages"] is JsonArray)
            {
                AddChat(row, JsonSerializer.SerializeToElement(row), chat.Value, today);
            }
            else
            {
                row["error"] = "the row has neither a text nor messages";
            }
        }
        catch (RecipeException e)
        {
            row["error"] = string.Join("; ", e.Problems.Select(problem => $"{problem.Code}: {problem.Fact}"));
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException) // the last: a name twice
        {
            row["error"] = $"the row is no text or conversation: {e.Message}";
        }

        return row;
    }

    private static void AddText(JsonObject row, string text, ModelTokenizer tokenizer)
    {
        var ids = tokenizer.Encode(text, addSpecial: false);
        row["ids"] = Ids(ids);
        row["ids_with_special"] = Ids(tokenizer.Encode(text, addSpecial: true));
        row["decoded"] = tokenizer.Decode(ids, skipSpecial: false);
    }

    private static void AddChat(JsonObject row, JsonElement json, ChatTemplate chat, DateTime today)
    {
        var request = Request(json, today);
        row["rendered"] = chat.Render(request);
        row["ids"] = Ids(chat.EncodePrompt(request));
        row["assistant_mask"] = new JsonArray([.. chat.Encode(request).IsTrained.Select(isTrained => (JsonNode)(isTrained ? 1 : 0))]);
    }

    private static ChatRequest Request(JsonElement row, DateTime today)
    {
        JsonElement? Found(string name) => row.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        var continued = Found("continue_final_message");
        var extra = Found("extra") ?? Found("chat_template_kwargs");
        return new()
        {
            Messages = row.GetProperty("messages"),
            Tools = Found("tools"),
            Documents = Found("documents"),
            AddGenerationPrompt = Found("add_generation_prompt")?.ValueKind == JsonValueKind.True,
            ContinuedField = continued?.ValueKind switch
            {
                JsonValueKind.True => "content",
                JsonValueKind.String => continued.Value.GetString(),
                _ => null,
            },
            Extra = extra?.EnumerateObject().DistinctBy(p => p.Name).ToDictionary(p => p.Name, p => p.Value) ?? [],
            Today = today,
        };
    }

    private static JsonArray Ids(IEnumerable<int> ids) => new([.. ids.Select(id => (JsonNode)id)]);
}
