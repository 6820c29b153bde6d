using System.Text.Encodings.Web;
using System.Text.Json;
using Recipes.Core;

namespace Recipes.Torch.Generation.Json;

/// <summary>Reads a JSON schema (draft 2020-12, and older ones where they mean the same) into shapes.</summary>
/// <remarks>What is not built is refused by name with its path; what only describes is passed over. Where types are not
/// said, the keywords tell: <c>properties</c> makes an object. <c>format</c> describes, as the standard has it.</remarks>
internal sealed class SchemaReader
{
    private const int MostShapes = 4000; // this and the next chosen by hand
    private const int Deepest = 128; // places read inside each other
    private const int MostProperties = 64; // a bit each
    private const int MostLength = 1 << 20;

    private static readonly JsonSerializerOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] _describing =
    [
        "title", "description", "default", "examples", "$schema", "$id", "$comment", "deprecated", "readOnly", "writeOnly", "format",
        "$defs", "definitions", "$anchor", "example",
    ];

    private static readonly Dictionary<string, string> _typeOf = new(StringComparer.Ordinal)
    {
        ["properties"] = "object", ["required"] = "object", ["additionalProperties"] = "object",
        ["items"] = "array", ["prefixItems"] = "array", ["minItems"] = "array", ["maxItems"] = "array",
        ["minLength"] = "string", ["maxLength"] = "string", ["pattern"] = "string",
        ["minimum"] = "number", ["maximum"] = "number", ["exclusiveMinimum"] = "number", ["exclusiveMaximum"] = "number",
    };

    private readonly JsonElement _root;
    private readonly List<JsonShape> _shapes = [];
    private readonly Dictionary<string, int> _byPath = new(StringComparer.Ordinal);
    private readonly List<(IReadOnlyList<int> Branches, string Path)> _separated = []; // compared when all is read
    private readonly PatternWork _work = new();
    private int? _any;
    private int _open;

    private SchemaReader(JsonElement root) => _root = root;

    /// <summary>The shapes of a schema; the first is the whole text's.</summary>
    /// <exception cref="RecipeException">RCP6330: it holds what is not built, or no finite text fits it.</exception>
    public static IReadOnlyList<JsonShape> Read(JsonElement schema)
    {
        var reader = new SchemaReader(schema);
        reader.At(schema, "#");
        var checks = new ShapeChecks(reader._shapes);
        checks.RequireFinite(reader._byPath);
        reader._separated.ForEach(one => checks.RequireApart(one.Branches, one.Path));
        return reader._shapes;
    }

    /// <summary>An object of anything.</summary>
    public static IReadOnlyList<JsonShape> AnyObject()
    {
        using var schema = JsonDocument.Parse("""{"type":"object"}""");
        return Read(schema.RootElement);
    }

    /// <summary>What is not built.</summary>
    internal static RecipeException Refusal(string path, string fact) => new(new Problem
    {
        Code = "RCP6330",
        Fact = $"the JSON schema at {path}: {fact}",
        Remedy = "leave it out, or say it in the prompt and check the answer",
    });

    /// <summary>The number of a schema's shape; a place read before, or being read, has its own already.</summary>
    private int At(JsonElement schema, string path)
    {
        if (_byPath.TryGetValue(path, out var known))
        {
            return known;
        }

        if (++_open > Deepest)
        {
            throw Refusal(path, $"it stands more than {Deepest} places deep");
        }

        var number = Reserve();
        _byPath[path] = number;
        _shapes[number] = Shape(schema, path);
        _open--;
        return number;
    }

    private int Reserve()
    {
        _shapes.Add(new ChoiceShape([]));
        return _shapes.Count <= MostShapes ? _shapes.Count - 1 : throw Refusal("#", $"it has more than {MostShapes} parts");
    }

    private int Add(JsonShape shape)
    {
        var number = Reserve();
        _shapes[number] = shape;
        return number;
    }

    private ChoiceShape Shape(JsonElement schema, string path)
    {
        if (schema.ValueKind == JsonValueKind.True)
        {
            return new ChoiceShape([Any()]);
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw Refusal(path, schema.ValueKind == JsonValueKind.False ? "false allows nothing" : "it is neither an object nor true");
        }

        var words = schema.EnumerateObject().Where(word => !_describing.Contains(word.Name)).ToList();
        if (words is [{ Name: "allOf", Value.ValueKind: JsonValueKind.Array } all] && all.Value.GetArrayLength() == 1)
        {
            return new ChoiceShape([At(all.Value[0], path + "/allOf/0")]);
        }

        foreach (var lone in words.Where(word => word.Name is "$ref" or "anyOf" or "oneOf" or "const" or "enum"))
        {
            var others = words.Where(word => word.Name != lone.Name && !(word.Name == "type" && lone.Name != "$ref")).ToList();
            return others.Count == 0 ? Alone(lone, schema, path) : throw Refusal(path, $"{others[0].Name} beside {lone.Name} is not built");
        }

        var types = Types(schema, words, path);
        return new ChoiceShape([.. types.Select(type => Add(Typed(type, schema, words, types, path)))]);
    }

    private ChoiceShape Alone(JsonProperty word, JsonElement schema, string path) => word.Name switch
    {
        "$ref" => new ChoiceShape([SchemaPlace.Find(_root, word.Value, path) is var target ? At(target.Place, target.Path) : 0]),
        "const" => new ChoiceShape([Fits(word.Value, schema, path) ? Literal(word.Value) : throw Refusal(path, "const is of another type")]),
        "enum" => new ChoiceShape([.. Items(word, path).Where(value => Fits(value, schema, path)).Select(Literal)]),
        _ => Choice(word, schema, path),
    };

    /// <summary>Branches; those of oneOf must never fit together, since nobody could choose between them.</summary>
    private ChoiceShape Choice(JsonProperty word, JsonElement schema, string path)
    {
        if (schema.TryGetProperty("type", out _))
        {
            throw Refusal(path, $"type beside {word.Name} is not built: give each branch its type");
        }

        var branches = Items(word, path).Select((branch, i) => At(branch, $"{path}/{word.Name}/{i}")).ToList();
        if (word.Name == "oneOf")
        {
            _separated.Add((branches, path));
        }

        return new(branches);
    }

    private static JsonElement.ArrayEnumerator Items(JsonProperty word, string path) =>
        word.Value.ValueKind == JsonValueKind.Array && word.Value.GetArrayLength() > 0
            ? word.Value.EnumerateArray() : throw Refusal(path, $"{word.Name} must be a list of at least one");

    private int Literal(JsonElement value)
    {
        var kind = value.ValueKind switch
        {
            JsonValueKind.Object => JsonKind.Object,
            JsonValueKind.Array => JsonKind.List,
            JsonValueKind.String => JsonKind.Text,
            JsonValueKind.Number => JsonKind.Number,
            _ => JsonKind.Word,
        };
        return Add(new LiteralShape(JsonSerializer.SerializeToUtf8Bytes(value, _plain), kind));
    }

    private static bool Fits(JsonElement value, JsonElement schema, string path)
    {
        if (!schema.TryGetProperty("type", out var types))
        {
            return true;
        }

        return TypeNames(types, path).Any(type => value.ValueKind switch
        {
            JsonValueKind.String => type == "string",
            JsonValueKind.Number => type == "number" || (type == "integer" && value.TryGetDecimal(out var number) && number == Math.Truncate(number)),
            JsonValueKind.Object => type == "object",
            JsonValueKind.Array => type == "array",
            JsonValueKind.Null => type == "null",
            _ => type == "boolean",
        });
    }

    private static List<string> Types(JsonElement schema, List<JsonProperty> words, string path)
    {
        if (schema.TryGetProperty("type", out var types))
        {
            return TypeNames(types, path);
        }

        var told = words.Select(word => _typeOf.GetValueOrDefault(word.Name)).OfType<string>().Distinct().ToList();
        return words.Count == 0 ? ["object", "array", "string", "number", "boolean", "null"]
            : told.Count > 0 ? told : throw Refusal(path, $"{words[0].Name} is not built");
    }

    private static List<string> TypeNames(JsonElement types, string path)
    {
        List<JsonElement> items = types.ValueKind == JsonValueKind.Array ? [.. types.EnumerateArray()] : [types];
        var names = items.Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() ?? "" : "").ToList();
        var unknown = names.Find(name => name is not ("object" or "array" or "string" or "number" or "integer" or "boolean" or "null"));
        return unknown is null && names.Count > 0 ? names : throw Refusal(path, $"type {types.GetRawText()} is unknown");
    }

    private JsonShape Typed(string type, JsonElement schema, List<JsonProperty> words, List<string> types, string path)
    {
        foreach (var word in words.Where(word => word.Name != "type"))
        {
            // A keyword that no type of this schema has is refused; one of another type does not concern this one.
            if (_typeOf.GetValueOrDefault(word.Name) is not { } owner
                || !types.Exists(one => one == owner || (one == "integer" && owner == "number")))
            {
                throw Refusal(path, $"{word.Name} is not built{(_typeOf.ContainsKey(word.Name) ? $" for type {type}" : "")}");
            }
        }

        return type switch
        {
            "object" => Object(schema, path),
            "array" => List(schema, path),
            "string" => Text(schema, path),
            "boolean" => new ChoiceShape([Add(new LiteralShape("true"u8.ToArray(), JsonKind.Word)), Add(new LiteralShape("false"u8.ToArray(), JsonKind.Word))]),
            "null" => new LiteralShape("null"u8.ToArray(), JsonKind.Word),
            _ => Number(schema, type == "integer", path),
        };
    }

    private ObjectShape Object(JsonElement schema, string path)
    {
        var others = !schema.TryGetProperty("additionalProperties", out var additional) ? Any()
            : additional.ValueKind == JsonValueKind.False ? -1 : At(additional, path + "/additionalProperties");
        var named = Given(schema, "properties", JsonValueKind.Object, path) is { } properties
            ? properties.EnumerateObject().Select(one => (one.Name, Shape: At(one.Value, SchemaPlace.Inside(path, "properties", one.Name)))).ToList() : [];
        var required = Given(schema, "required", JsonValueKind.Array, path) is { } list
            ? list.EnumerateArray().Select(name => Text(name, "required", path)).Distinct(StringComparer.Ordinal).ToList() : [];
        foreach (var name in required.Where(name => !named.Exists(one => one.Name == name)))
        {
            named.Add((name, others >= 0 ? others : throw Refusal(path, $"{name} is required and not allowed")));
        }

        if (named.Count > MostProperties)
        {
            throw Refusal(path, $"it has {named.Count} properties, and at most {MostProperties} are built");
        }

        var bits = named.Select((one, i) => required.Contains(one.Name) ? 1UL << i : 0).Aggregate(0UL, (all, bit) => all | bit);
        return new([.. named.Select(one => new NamedShape(Spelled(one.Name), one.Shape))], bits, others);
    }

    /// <summary>A name with no more escapes than JSON needs, so that no other spelling without escapes means it.</summary>
    private static byte[] Spelled(string name) => System.Text.Encoding.UTF8.GetBytes(string.Concat(name.Select(sign => sign switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        < ' ' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)sign:x4}"),
        _ => sign.ToString(),
    })));

    private ListShape List(JsonElement schema, string path)
    {
        List<int> first = Given(schema, "prefixItems", JsonValueKind.Array, path) is { } prefix
            ? [.. prefix.EnumerateArray().Select((item, i) => At(item, $"{path}/prefixItems/{i}"))] : [];
        var others = !schema.TryGetProperty("items", out var items) ? Any()
            : items.ValueKind == JsonValueKind.False ? -1 : At(items, path + "/items");
        var (least, most) = (Whole(schema, "minItems", 0, path), Whole(schema, "maxItems", int.MaxValue, path));
        most = others < 0 ? Math.Min(most, first.Count) : most;
        return least <= most ? new(first, others, least, most) : throw Refusal(path, $"no list has {least} to {most} items");
    }

    private static JsonElement? Given(JsonElement schema, string name, JsonValueKind kind, string path) =>
        !schema.TryGetProperty(name, out var value) ? null
        : value.ValueKind == kind ? value : throw Refusal(path, $"{name} must be {(kind == JsonValueKind.Array ? "a list" : "an object")}");

    private static string Text(JsonElement value, string name, string path) =>
        value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : throw Refusal(path, $"{name} must hold text");

    private TextShape Text(JsonElement schema, string path)
    {
        var (least, most) = (Whole(schema, "minLength", 0, path), Whole(schema, "maxLength", int.MaxValue, path));
        if (!schema.TryGetProperty("pattern", out var pattern))
        {
            return least <= most ? new(least, most, null) : throw Refusal(path, $"no text has {least} to {most} characters");
        }

        if ((least, most) != (0, int.MaxValue))
        {
            throw Refusal(path, "pattern beside minLength or maxLength is not built: say the length in the pattern");
        }

        try
        {
            return new(0, int.MaxValue, PatternReader.Read(Text(pattern, "pattern", path), _work));
        }
        catch (FormatException fault)
        {
            throw Refusal(path, fault.Message);
        }
    }

    private static NumberShape Number(JsonElement schema, bool isWhole, string path)
    {
        var (least, aboveLeast) = (Decimal(schema, "minimum", path), Decimal(schema, "exclusiveMinimum", path));
        var (most, belowMost) = (Decimal(schema, "maximum", path), Decimal(schema, "exclusiveMaximum", path));
        var isOpenBelow = aboveLeast is not null && (least is null || aboveLeast >= least);
        var isOpenAbove = belowMost is not null && (most is null || belowMost <= most);
        var range = new NumberRange(isWhole, isOpenBelow ? aboveLeast : least, isOpenAbove ? belowMost : most, (isOpenBelow, isOpenAbove));
        return range.IsEmpty ? throw Refusal(path, "no number of at most 15 and 9 digits lies in its range") : new(range);
    }

    private static decimal? Decimal(JsonElement schema, string name, string path)
    {
        if (!schema.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind != JsonValueKind.Number ? throw Refusal(path, $"{name} must be a number")
            : value.TryGetDecimal(out var number) ? number
            : value.GetDouble() > 0 ? 1e16m : -1e16m; // beyond what is written anyway
    }

    private static int Whole(JsonElement schema, string name, int otherwise, string path) =>
        !schema.TryGetProperty(name, out var value) ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= 0 && number == Math.Truncate(number)
            ? (int)Math.Min(number, MostLength) : throw Refusal(path, $"{name} must be a whole number from 0 on");

    /// <summary>Any value.</summary>
    private int Any()
    {
        if (_any is { } known)
        {
            return known;
        }

        using var schema = JsonDocument.Parse("{}");
        var number = Reserve();
        _any = number;
        _shapes[number] = Shape(schema.RootElement, "#any");
        return number;
    }
}
