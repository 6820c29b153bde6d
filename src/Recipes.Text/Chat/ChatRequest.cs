using System.Text.Json;

namespace Recipes.Text.Chat;

/// <summary>A conversation to be rendered, with all that a template may ask for.</summary>
public sealed record ChatRequest
{
    /// <summary>A JSON array of messages as OpenAI's API has them; other keys reach the template too.</summary>
    public required JsonElement Messages { get; init; }

    /// <summary>Tools as JSON schemas; null for none, which templates see as None.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Documents for templates that read them; null for none.</summary>
    public JsonElement? Documents { get; init; }

    /// <summary>Whether the header of an assistant's turn follows, for the model to go on.</summary>
    public bool AddGenerationPrompt { get; init; }

    /// <summary>Field of the last message that the model is to go on with: <c>content</c> or <c>reasoning_content</c>;
    /// null for none.</summary>
    public string? ContinuedField { get; init; }

    /// <summary>Further variables, such as <c>enable_thinking</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extra { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>What <c>strftime_now</c> tells; null leaves the function undefined, which templates that can do without
    /// it test.</summary>
    public DateTime? Today { get; init; }
}
