using System.Text.Json;
using System.Text.Json.Nodes;
using Recipes.Core;
using Recipes.Yaml.Keys;

namespace Recipes.Yaml;

/// <summary>The JSON schema of recipe.yaml, for editors; made from the table of keys that the reader uses.</summary>
public static class RecipeSchema
{
    /// <summary>Draft 2020-12, indented, <c>\n</c>; each key with its meaning, default and the default's
    /// source.</summary>
    /// <remarks>Words that are not built yet are named in <c>$comment</c> and refused, by the reader too.</remarks>
    public static string Json()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "recipe.yaml",
            ["description"] = "A domain language model as a recipe: documents, method, evaluation.",
        };
        foreach (var (name, value) in RecipeKeys.All.Form.Schema())
        {
            schema[name] = value?.DeepClone();
        }

        return JsonSerializer.Serialize(schema, JsonLines.Indented) + "\n";
    }
}
