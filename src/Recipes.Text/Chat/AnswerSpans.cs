using System.Text.Json;
using Recipes.Core;

namespace Recipes.Text.Chat;

/// <summary>Where the answers stand in a rendering, for templates that do not say: each begins where the rendering of
/// all before it, asking for an answer, ends.</summary>
/// <remarks>So what is trained is what the model has to write after what it is given at inference; a template for which
/// the two renderings differ before the answer is refused.</remarks>
internal sealed class AnswerSpans(ChatTemplate template, ChatRequest request, SpecialTextGuard guard, string rendering)
{
    /// <summary>Places in UTF-16 units, end exclusive, in order.</summary>
    /// <exception cref="RecipeException">RCP5206: the rendering differs from the inference one.</exception>
    public List<(int Start, int End)> Find()
    {
        var spans = new List<(int Start, int End)>();
        var messages = request.Messages.EnumerateArray().ToList();
        for (var i = 0; i < messages.Count; i++)
        {
            if (i > 0 && IsAnswer(messages[i]))
            {
                var start = Asked(messages[..i]).Length;
                spans.Add((start, template.EndOfAnswer(rendering, start) ?? rendering.Length));
            }
        }

        return spans;
    }

    private static bool IsAnswer(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty("role", out var role)
        && role.ValueKind == JsonValueKind.String && role.GetString() == "assistant";

    private string Asked(List<JsonElement> before)
    {
        var asked = template
            .Rendered(
                request with
                {
                    Messages = JsonSerializer.SerializeToElement(before),
                    AddGenerationPrompt = true,
                    ContinuedField = null,
                },
                guard
            )
            .Text;
        return rendering.StartsWith(asked, StringComparison.Ordinal) ? asked : throw Differs(asked);
    }

    private RecipeException Differs(string asked)
    {
        var place = asked.AsSpan().CommonPrefixLength(rendering);
        return new(
            new Problem
            {
                Code = "RCP5206",
                Fact =
                    $"the chat template renders a training sample otherwise than the prompt it is asked with, from character {place + 1} on: "
                    + $"{Excerpt(rendering, place)} against {Excerpt(asked, place)}",
                Remedy = "mark the answers in the template with {% generation %}, or write template: chatml",
            }
        );
    }

    private static string Excerpt(string text, int place) =>
        JsonSerializer.Serialize(text[place..Math.Min(text.Length, place + 40)]);
}
