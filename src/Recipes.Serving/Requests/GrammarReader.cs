using System.Text.Json;
using Recipes.Core;
using Recipes.Torch.Generation.Json;

namespace Recipes.Serving.Requests;

/// <summary>Reads <c>response_format</c>: text, any JSON object, or JSON by a schema.</summary>
internal static class GrammarReader
{
    private const string Field = "response_format";

    /// <summary>What the answer must be; null for anything.</summary>
    /// <exception cref="RequestFault">Another format, or a schema with what is not built: by name and path.</exception>
    public static JsonGrammar? Of(RequestFields fields, ServedModel model)
    {
        if (fields.Find(Field) is not { } format)
        {
            return null;
        }

        switch (Word(format, "type"))
        {
            case "text":
                return null;
            case "json_object":
                return Made(model, schema: null);
            case "json_schema" when format.TryGetProperty("json_schema", out var named) && named.ValueKind == JsonValueKind.Object
                && named.TryGetProperty("schema", out var schema):
                return Made(model, schema);
            default:
                throw RequestFields.Wrong(Field, "of type text, json_object, or json_schema with json_schema.schema", format);
        }
    }

    /// <summary>Refuses a limit below the shortest answer.</summary>
    public static void CheckLimit(JsonGrammar? grammar, int tokens)
    {
        if (grammar is not null && grammar.ShortestTokens > tokens)
        {
            throw new RequestFault(
                400, $"the shortest answer in {Field} may take {grammar.ShortestTokens} tokens, and {tokens} are allowed", "max_tokens", "invalid_value");
        }
    }

    private static string? Word(JsonElement format, string name) =>
        format.ValueKind == JsonValueKind.Object && format.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;

    private static JsonGrammar Made(ServedModel model, JsonElement? schema)
    {
        if (model.Tokenizer is null)
        {
            throw new RequestFault(400, $"{Field} needs a tokenizer, which this model's folder lacks", Field);
        }

        try
        {
            return model.Grammar(schema);
        }
        catch (RecipeException refusal)
        {
            throw new RequestFault(400, refusal.Problems[0].Fact, Field, "invalid_value");
        }
    }
}
