using System.Text.Json;

namespace Recipes.Text.Scoring;

/// <summary>Reads the <c>gold</c> of an item in the form of its scorer.</summary>
public static class Gold
{
    /// <summary>A string, number or boolean, or a list of them: the accepted texts, in order.</summary>
    /// <exception cref="FormatException">Anything else, or an empty list.</exception>
    public static IReadOnlyList<string> Texts(JsonElement gold)
    {
        if (gold.ValueKind != JsonValueKind.Array)
        {
            return
            [
                Text(gold)
                    ?? throw new FormatException($"gold is {gold.ValueKind} where a text or a list of texts is wanted"),
            ];
        }

        var texts = gold.EnumerateArray().Select(Text).ToList();
        if (texts.Count == 0 || texts.Contains(null))
        {
            throw new FormatException("gold is not a list of one or more texts");
        }

        return texts.OfType<string>().ToList();
    }

    /// <summary>The text of a string, number or boolean; null for other values and for strings that are no valid
    /// Unicode.</summary>
    internal static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null; // an escaped lone surrogate: JSON allows it, .NET strings read from JSON do not
        }
    }
}
