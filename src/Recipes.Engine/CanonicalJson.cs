using System.Text.Json;
using Recipes.Core;

namespace Recipes.Engine;

/// <summary>A value as named leaves, in an order that depends on the value alone.</summary>
internal static class CanonicalJson
{
    /// <summary>Names as the recipe file writes them.</summary>
    private static readonly JsonSerializerOptions Options = new(JsonLines.Options)
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
    };

    /// <summary>One part per leaf: scalars, lists of scalars, empty objects and lists; nulls are left out. Keys of an
    /// object come in ordinal order, elements of a list in their own.</summary>
    public static IReadOnlyList<KeyPart> Leaves<T>(string name, T value)
    {
        var leaves = new List<KeyPart>();
        Collect(name, JsonSerializer.SerializeToElement(value, Options), leaves);
        return leaves;
    }

    private static void Collect(string name, JsonElement element, List<KeyPart> leaves)
    {
        if (element.ValueKind == JsonValueKind.Object && element.EnumerateObject().Any())
        {
            foreach (var property in element.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
            {
                Collect(name + "." + property.Name, property.Value, leaves);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array && element.EnumerateArray().Any(IsNested))
        {
            var index = 0;
            foreach (var item in element.EnumerateArray())
            {
                Collect($"{name}[{index++}]", item, leaves);
            }
        }
        else
        {
            leaves.Add(new(name, element.GetRawText()));
        }
    }

    private static bool IsNested(JsonElement element) =>
        element.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
}
