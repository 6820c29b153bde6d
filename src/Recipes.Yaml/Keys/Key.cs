using System.Text.Json.Nodes;
using Recipes.Yaml.Syntax;

namespace Recipes.Yaml.Keys;

/// <summary>All that is known of a key besides how it is read: messages, schema and did-you-mean come from
/// here.</summary>
internal sealed record KeyWords
{
    public required string Name { get; init; }

    /// <summary>What to give, as the remedy says it: "the similarity from which …".</summary>
    public required string Meaning { get; init; }

    /// <summary>As it would stand in a recipe; null where the key is required or has no default.</summary>
    public string? Default { get; init; }

    /// <summary>Where the default comes from: the guide, a paper, a measurement, or "chosen by hand".</summary>
    public string? Source { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>"give the meaning, e.g. 0.8 (the default)".</summary>
    public string Remedy => Default is null ? $"give {Meaning}" : $"give {Meaning}, e.g. {Default} (the default)";
}

/// <summary>A value on its way through a form, and under which key it stands; the path is as <c>--set</c> would
/// name it: <c>sources.0.kind</c>.</summary>
internal readonly record struct Field(string Path, KeyWords Key, Node Node)
{
    /// <summary>An element of this list.</summary>
    public Field Item(int index) => this with { Path = $"{Path}.{index}", Node = Node.Items[index] };

    /// <summary>The elements of a list, or the value itself.</summary>
    public IReadOnlyList<Field> Items()
    {
        var list = this;
        return Node.Kind == NodeKind.List ? [.. Node.Items.Select((_, i) => list.Item(i))] : [this];
    }
}

/// <summary>Reads a value of one form. False after it has added a problem.</summary>
internal delegate bool TryRead<T>(Field field, Reading reading, out T value);

/// <summary>A form of value: how it is read, and its JSON schema. One declaration, so the two cannot diverge.</summary>
/// <param name="TryRead">The reader.</param>
/// <param name="Schema">A new object each time, since a JSON node has one parent.</param>
internal sealed record Form<T>(TryRead<T> TryRead, Func<JsonObject> Schema);

/// <summary>A key of a record: its words, its form, and the property that it sets.</summary>
/// <param name="Words">Its name and meaning.</param>
/// <param name="Read">The record with the value set, or as it was after adding a problem.</param>
/// <param name="Schema">Without description and default, which come from the words.</param>
/// <param name="Inner">Paths of the keys below it, such as <c>lora.rank</c>; empty for plain values.</param>
internal sealed record Key<TRecord>(
    KeyWords Words, Func<TRecord, Field, Reading, TRecord> Read, Func<JsonObject> Schema, IReadOnlyList<string> Inner)
{
    public string Name => Words.Name;
}

/// <summary>Makers of keys.</summary>
internal static class Key
{
    /// <summary>A key with a default.</summary>
    public static Key<TRecord> Of<TRecord, T>(
        string name, Form<T> form, string @default, string meaning, string source, Func<TRecord, T, TRecord> set) =>
        Make(new() { Name = name, Meaning = meaning, Default = @default, Source = source }, form, set, []);

    /// <summary>A key that may be absent and has no default to name.</summary>
    public static Key<TRecord> Optional<TRecord, T>(
        string name, Form<T> form, string meaning, Func<TRecord, T, TRecord> set) =>
        Make(new() { Name = name, Meaning = meaning }, form, set, []);

    /// <summary>A key that is always given; the inner paths are those of the keys below it.</summary>
    public static Key<TRecord> Required<TRecord, T>(
        string name, Form<T> form, string meaning, Func<TRecord, T, TRecord> set, params IReadOnlyList<string> inner) =>
        Make(new() { Name = name, Meaning = meaning, IsRequired = true }, form, set, inner);

    /// <summary>A key whose value is a map with keys of its own.</summary>
    public static Key<TRecord> Section<TRecord, T>(
        string name, Map<T> map, string meaning, Func<TRecord, T, TRecord> set) =>
        Make(new() { Name = name, Meaning = meaning }, map.Form, set, map.Paths);

    /// <summary>A key whose part is not built: only its off value is taken, any other is refused by name.</summary>
    public static Key<TRecord> NotBuilt<TRecord>(string name, string off, string meaning) =>
        Make<TRecord, string>(
            new()
            {
                Name = name,
                Meaning = meaning + " (not built yet)",
                Default = off,
                Source = "off until it is built",
            },
            Forms.Only(off), static (record, _) => record, []);

    private static Key<TRecord> Make<TRecord, T>(
        KeyWords words, Form<T> form, Func<TRecord, T, TRecord> set, IReadOnlyList<string> inner) =>
        new(words, Apply(form, set), form.Schema, inner);

    private static Func<TRecord, Field, Reading, TRecord> Apply<TRecord, T>(
        Form<T> form, Func<TRecord, T, TRecord> set) =>
        (record, field, reading) => form.TryRead(field, reading, out var value) ? set(record, value) : record;
}
