using System.Text.Json;
using System.Text.Json.Nodes;
using Recipes.Text.Chat;

namespace Recipes.Serving.Requests;

/// <summary>Reads <c>/v1/chat/completions</c>, and the messages of <c>/apply-template</c> and <c>/tokenize</c>.</summary>
internal static class ChatReader
{
    /// <summary>The request.</summary>
    /// <param name="fields">Of the body.</param>
    /// <param name="model">Who answers.</param>
    /// <param name="today">What <c>strftime_now</c> tells.</param>
    /// <param name="seed">Where the request has none.</param>
    /// <exception cref="RequestFault">It cannot be answered.</exception>
    /// <exception cref="Core.RecipeException">There is no template, or it refuses the conversation.</exception>
    public static Call Read(RequestFields fields, ServedModel model, DateTime today, long seed)
    {
        var sampling = SamplingReader.Sampling(fields, model, isChat: true, seed);
        var top = SamplingReader.Top(fields, isChat: true);
        int[] ids = [.. model.Template.EncodePrompt(Conversation(fields, model, today))];
        PromptLimits.Check(model, ids);
        return new()
        {
            IsChat = true,
            Prompts = [new(ids, "")],
            Sampling = sampling,
            Stops = SamplingReader.Stops(fields, model),
            HasScores = top is not null,
            Streams = fields.Flag("stream"),
            StreamsUsage = SamplingReader.StreamsUsage(fields),
            NamesTokensById = fields.Flag("return_tokens_as_token_ids"),
            SkipsSpecial = fields.Flag("skip_special_tokens", otherwise: true),
        };
    }

    /// <summary>The conversation as the template gets it: the recipe's system prompt first where the client sends none.</summary>
    public static ChatRequest Conversation(RequestFields fields, ServedModel model, DateTime today)
    {
        var value = fields.Find("messages");
        if (value is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            throw new RequestFault(400, "messages must be a list of at least one message with role and content", "messages", "invalid_value");
        }

        var messages = new JsonArray([.. list.EnumerateArray().Select(Message)]);
        if (model.System is { } system && (string?)messages[0]?["role"] != "system")
        {
            messages.Insert(0, new JsonObject { ["role"] = "system", ["content"] = system });
        }

        var continues = fields.Flag("continue_final_message");
        return new()
        {
            Messages = JsonSerializer.SerializeToElement(messages),
            Documents = fields.Find("documents"),
            AddGenerationPrompt = fields.Flag("add_generation_prompt", otherwise: !continues),
            ContinuedField = continues ? "content" : null,
            Extra = Extra(fields),
            Today = today,
        };
    }

    private static JsonObject Message(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("role", out var role) || role.ValueKind != JsonValueKind.String)
        {
            throw RequestFields.Wrong("messages", "a list of objects with a role", value);
        }

        var message = JsonObject.Create(value) ?? [];
        if (role.GetString() == "developer")
        {
            message["role"] = "system"; // OpenAI's newer word
        }

        if (value.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array)
        {
            message["content"] = string.Join('\n', content.EnumerateArray().Select(Text));
        }

        return message;
    }

    /// <summary>The text of one part of a content; pictures and sounds are refused.</summary>
    private static string Text(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
        && type.GetString() is "text" && part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString() ?? ""
            : throw RequestFields.Wrong("messages", "of text alone", part);

    private static Dictionary<string, JsonElement> Extra(RequestFields fields)
    {
        var value = fields.Find("chat_template_kwargs");
        return value is null ? []
            : value.Value.ValueKind == JsonValueKind.Object
                ? value.Value.EnumerateObject().DistinctBy(property => property.Name).ToDictionary(property => property.Name, property => property.Value)
                : throw RequestFields.Wrong("chat_template_kwargs", "an object", value.Value);
    }
}
