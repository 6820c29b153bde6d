using System.Text.Json.Nodes;

namespace Recipes.Tests.Torch.Generation.Json;

/// <summary>Schemas of what the grammar reads, drawn by a seed.</summary>
internal sealed class RandomSchemas(int seed)
{
    private static readonly string[] _names = ["a", "ab", "b", "名", "with \"quotes\"", "n-1", ""];
    private static readonly string[] _patterns = ["^[a-c]{2,4}$", "^\\d{3}-\\d{2}$", "x+y?", "^(红|绿|blue)$", "^[^\"]{1,3}$", "^(?:a|b\\\\)*z"];
    private static readonly string[] _literals = ["1", "\"x\"", "\"甲\\n\"", "null", "true", "[1,{\"a\":[]}]", "-0.5", "{}"];

    private readonly Random _random = new(seed);

    public JsonObject Next()
    {
        var schema = Schema(3);
        schema["$defs"] = new JsonObject { ["leaf"] = Schema(0), ["node"] = Node() };
        return schema;
    }

    private JsonObject Schema(int depth) => _random.Next(depth > 0 ? 13 : 7) switch
    {
        0 => Text(),
        1 => Whole(),
        2 => Number(),
        3 => new() { ["type"] = One("boolean", "null") },
        4 => new() { ["enum"] = new JsonArray([.. Some(_literals).Select(text => JsonNode.Parse(text))]) },
        5 => new() { ["const"] = JsonNode.Parse(One(_literals)) },
        6 => new() { ["type"] = "string", ["pattern"] = One(_patterns) },
        7 or 8 => Object(depth),
        9 => List(depth),
        10 => new() { ["anyOf"] = new JsonArray(Schema(depth - 1), Schema(depth - 1)) },
        11 => new() { ["oneOf"] = new JsonArray(Marked("cat", depth), Marked("dog", depth), Text()) },
        _ => new() { ["$ref"] = One("#/$defs/leaf", "#/$defs/node") },
    };

    private JsonObject Text()
    {
        var schema = new JsonObject { ["type"] = "string" };
        var least = _random.Next(4);
        if (_random.Next(2) == 0)
        {
            schema["minLength"] = least;
        }

        if (_random.Next(2) == 0)
        {
            schema["maxLength"] = least + _random.Next(5);
        }

        return schema;
    }

    private JsonObject Whole()
    {
        var least = _random.Next(-2000, 2000);
        var schema = new JsonObject { ["type"] = "integer" };
        return _random.Next(3) switch
        {
            0 => schema,
            1 => With(schema, "minimum", least, "maximum", least + _random.Next(3000)),
            _ => With(schema, "exclusiveMinimum", least, "exclusiveMaximum", least + 2 + _random.Next(30)),
        };
    }

    private JsonObject Number()
    {
        var least = Math.Round((_random.NextDouble() * 4) - 2, 3);
        var schema = new JsonObject { ["type"] = "number" };
        return _random.Next(3) switch
        {
            0 => schema,
            1 => With(schema, "minimum", least, "maximum", Math.Round(least + _random.NextDouble(), 4)),
            _ => With(schema, "exclusiveMinimum", least, "exclusiveMaximum", Math.Round(least + 0.001 + _random.NextDouble(), 4)),
        };
    }

    private static JsonObject With(JsonObject schema, string first, JsonNode least, string second, JsonNode most)
    {
        (schema[first], schema[second]) = (least, most);
        return schema;
    }

    private JsonObject Object(int depth)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var name in Some(_names))
        {
            properties[name] = Schema(depth - 1);
            if (_random.Next(2) == 0)
            {
                required.Add(name);
            }
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
        if (_random.Next(3) > 0)
        {
            schema["additionalProperties"] = _random.Next(2) == 0 ? false : Schema(depth - 1);
        }

        return schema;
    }

    private JsonObject List(int depth)
    {
        var least = _random.Next(3);
        var schema = new JsonObject { ["type"] = "array", ["items"] = Schema(depth - 1), ["minItems"] = least };
        if (_random.Next(2) == 0)
        {
            schema["maxItems"] = least + _random.Next(3);
        }

        if (_random.Next(3) == 0)
        {
            schema["prefixItems"] = new JsonArray(Schema(depth - 1), Schema(0));
        }

        return schema;
    }

    /// <summary>An object that a property tells from others.</summary>
    private JsonObject Marked(string kind, int depth) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { ["kind"] = new JsonObject { ["const"] = kind }, ["value"] = Schema(depth - 1) },
        ["required"] = new JsonArray("kind"),
        ["additionalProperties"] = false,
    };

    /// <summary>A tree.</summary>
    private static JsonObject Node() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { ["left"] = new JsonObject { ["$ref"] = "#/$defs/node" }, ["v"] = new JsonObject { ["type"] = "integer" } },
        ["required"] = new JsonArray("v"),
        ["additionalProperties"] = false,
    };

    private T One<T>(params T[] all) => all[_random.Next(all.Length)];

    private List<T> Some<T>(T[] all)
    {
        var some = all.Where(_ => _random.Next(3) == 0).ToList();
        return some.Count > 0 ? some : [One(all)];
    }
}
