using System.Text.Json;

namespace Recipes.Torch.Generation.Json;

/// <summary>Places inside a schema, as JSON pointers behind # (RFC 6901).</summary>
internal static class SchemaPlace
{
    /// <summary>The path of something named inside a place.</summary>
    public static string Inside(string path, string word, string name) =>
        $"{path}/{word}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    /// <summary>What a $ref means, with its path as <see cref="Inside"/> writes it.</summary>
    /// <exception cref="Core.RecipeException">RCP6330: it leads out of the schema, or nowhere.</exception>
    public static (JsonElement Place, string Path) Find(JsonElement root, JsonElement reference, string path)
    {
        var target = reference.ValueKind == JsonValueKind.String ? reference.GetString() ?? "" : "";
        if (target != "#" && !target.StartsWith("#/", StringComparison.Ordinal))
        {
            throw SchemaReader.Refusal(path, $"$ref {target}: only places of the same schema (#/…) are read");
        }

        var (place, found) = (root, "#");
        foreach (var part in target.Split('/').Skip(1)
            .Select(part => Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            place = place.ValueKind == JsonValueKind.Object && place.TryGetProperty(part, out var inner) ? inner
                : place.ValueKind == JsonValueKind.Array && int.TryParse(part, out var at) && at >= 0 && at < place.GetArrayLength() ? place[at]
                : throw SchemaReader.Refusal(path, $"$ref {target} leads nowhere");
            found += Inside("", part, "")[..^1];
        }

        return (place, found);
    }
}
