using System.Text.Json.Nodes;
using Recipes.Yaml.Syntax;

namespace Recipes.Yaml.Keys;

/// <summary>A map with known keys, read into a record.</summary>
internal sealed class Map<TRecord>
{
    private readonly IReadOnlyList<Key<TRecord>> _keys;
    private readonly Func<TRecord> _defaults;
    private readonly IReadOnlyList<string> _alternatives;

    /// <param name="defaults">The record when no key is given.</param>
    /// <param name="keys">In the order of the documentation.</param>
    /// <param name="alternatives">Keys of which exactly one is given; none for most maps.</param>
    public Map(Func<TRecord> defaults, IReadOnlyList<Key<TRecord>> keys, params IReadOnlyList<string> alternatives)
    {
        _alternatives = alternatives;
        _keys = keys;
        _defaults = defaults;
        Names = [.. keys.Select(k => k.Name)];
        Paths = [.. keys.SelectMany(k => k.Inner.Select(i => k.Name + "." + i).Prepend(k.Name))];
        Form = new(TryRead, Schema);
    }

    public Form<TRecord> Form { get; }

    /// <summary>The names of its keys.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The names and, after a dot, all that is below them.</summary>
    public IReadOnlyList<string> Paths { get; }

    private bool TryRead(Field field, Reading reading, out TRecord value)
    {
        value = _defaults();
        if (field.Node.Kind != NodeKind.Map)
        {
            return reading.FailType(field, "a map of " + string.Join(", ", Names));
        }

        // In file order, so that a record never depends on the order but the places do.
        foreach (var entry in field.Node.Entries)
        {
            value = ReadEntry(value, field, entry, reading);
        }

        foreach (var missing in _keys.Where(k => k.Words.IsRequired && field.Node.Find(k.Name) is null))
        {
            var path = PathOf(field, missing.Name);
            reading.FailAt(field.Node.Place, path, Codes.MissingKey, $"{path} is missing", missing.Words.Remedy);
        }

        return _alternatives.Count == 0 || field.Node.Entries.Count(e => _alternatives.Contains(e.Key)) == 1
            || reading.Fail(field, Codes.OneOf,
                $"{field.Path} must have either {string.Join(" or ", _alternatives)}", field.Key.Remedy);
    }

    private TRecord ReadEntry(TRecord value, Field parent, Entry entry, Reading reading)
    {
        var path = PathOf(parent, entry.Key);
        if (_keys.FirstOrDefault(k => k.Name == entry.Key) is not { } key)
        {
            var remedy = reading.IsFull ? null : RemedyFor(entry.Key, parent.Path);
            reading.FailAt(entry.Place, path, Codes.UnknownKey, $"{Visible.Short(path)} is not a key of a recipe",
                remedy);
            return value;
        }

        var field = new Field(path, key.Words, entry.Value);
        reading.Met(field);
        return key.Read(value, field, reading);
    }

    private string RemedyFor(string name, string parent)
    {
        var at = parent.Length == 0 ? "" : parent + ".";
        if (Suggest.Nearest(name, Names) is { } near)
        {
            return $"did you mean {at}{near}?";
        }

        return RecipeKeys.PathsOf(name).FirstOrDefault() is not { } elsewhere
            ? $"the keys here are {string.Join(", ", Names)}"
            : $"{name} stands elsewhere: {elsewhere}";
    }

    private static string PathOf(Field parent, string name) => parent.Path.Length == 0 ? name : $"{parent.Path}.{name}";

    private JsonObject Schema()
    {
        var properties = new JsonObject();
        foreach (var key in _keys)
        {
            properties[key.Name] = Described(key);
        }

        var schema = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
        var required = _keys.Where(k => k.Words.IsRequired).Select(k => JsonValue.Create(k.Name)).ToArray();
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray(required);
        }

        if (_alternatives.Count > 0)
        {
            schema["oneOf"] = new JsonArray([.. _alternatives.Select(a =>
                new JsonObject { ["required"] = new JsonArray(JsonValue.Create(a)) })]);
        }

        return schema;
    }

    private static JsonObject Described(Key<TRecord> key)
    {
        var words = key.Words;
        var meaning = char.ToUpperInvariant(words.Meaning[0]) + words.Meaning[1..];
        var schema = new JsonObject
        {
            ["description"] = words.Default is null
                ? meaning + "."
                : $"{meaning}. Default {words.Default} ({words.Source}).",
        };
        foreach (var (name, value) in key.Schema())
        {
            schema[name] = value?.DeepClone();
        }

        if (words.Default is not null)
        {
            schema["default"] = DefaultValue(words.Default);
        }

        return schema;
    }

    private static JsonNode DefaultValue(string text) =>
        Forms.TryNumber(text, out _) || text is "true" or "false" ? JsonNode.Parse(text)! // not the text null
        : text[0] == '[' ? new JsonArray(JsonValue.Create(text[1..^1]))
        : JsonValue.Create(text);
}
