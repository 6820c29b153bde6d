using System.Text;
using System.Text.Json.Nodes;
using Recipes.Core;
using Recipes.Yaml.Syntax;

namespace Recipes.Yaml.Keys;

/// <summary>Forms of keys at the root that nothing else has.</summary>
internal static class RootForms
{
    private static readonly Map<NewModelSpec> _shape = new(() => new(),
    [
        Key.Of<NewModelSpec, int>("layers", Forms.Count(1, 1000), "5", "the number of decoder layers",
            "tried for the quickstart", (s, v) => s with { Layers = v }),
        Key.Of<NewModelSpec, int>("hidden", Forms.Count(8, 65536), "192", "the hidden size",
            "tried for the quickstart", (s, v) => s with { Hidden = v }),
        Key.Of<NewModelSpec, int>("heads", Forms.Count(1, 1024), "4",
            "the number of attention heads, a divisor of hidden", "tried for the quickstart",
            (s, v) => s with { Heads = v }),
        Key.Of<NewModelSpec, int>("vocabulary", Forms.Count(300, 1_000_000), "4096",
            "the number of tokens, the 256 bytes and the special ones included", "tried for the quickstart",
            (s, v) => s with { Vocabulary = v }),
        Key.Of<NewModelSpec, int>("context", Forms.Count(16, 1_048_576), "512", "the longest row in tokens",
            "tried for the quickstart", (s, v) => s with { Context = v }),
    ]);

    private static readonly Form<long> _whole = Forms.Integer(1, long.MaxValue);
    private static readonly Form<string> _word = Forms.Text(100, isOneLine: true);
    private static readonly Map<BaseSpec> _new = new(() => new(),
        [Key.Required<BaseSpec, NewModelSpec>("new", _shape.Form,
            "the shape of a model trained from scratch, such as { layers: 5 }", (b, v) => b with { New = v },
            _shape.Paths)]);

    /// <summary>Paths of the keys below <c>base</c>.</summary>
    public static IReadOnlyList<string> BasePaths => _new.Paths;

    /// <summary>The format's version; only 1 exists.</summary>
    public static Form<long> Version { get; } = new(
        (Field field, Reading reading, out long value) =>
            _whole.TryRead(field, reading, out value)
            && (value == 1 || reading.Fail(field, Codes.Version,
                $"recipe: {value} is a format that this version of the tool does not know",
                "write recipe: 1, or use a newer version of the tool")),
        () => new() { ["const"] = 1 });

    /// <summary>A name that is also safe in a file name.</summary>
    public static Form<string> Name { get; } = new(
        (Field field, Reading reading, out string value) =>
            _word.TryRead(field, reading, out value)
            && (IsName(value) || reading.Fail(field, Codes.BadValue,
                $"name holds other characters than letters, digits, - _ and .: {Visible.Short(value)}",
                "give a name such as car-manual")),
        () =>
        {
            var schema = _word.Schema();
            schema["pattern"] = @"^[\p{L}\p{N}][\p{L}\p{N}._-]*$";
            return schema;
        });

    /// <summary>A folder, or the shape of a new model.</summary>
    public static Form<BaseSpec> Base { get; } = new(
        (Field field, Reading reading, out BaseSpec value) =>
        {
            value = new();
            if (field.Node.Kind == NodeKind.Map)
            {
                return _new.Form.TryRead(field, reading, out value);
            }

            if (field.Node.Kind == NodeKind.Scalar && field.Node.Text == "none")
            {
                return reading.Fail(field, Codes.NotBuilt, "base: none is not built yet", field.Key.Remedy);
            }

            var isRead = PathForms.Path.TryRead(field, reading, out var folder);
            value = new() { Folder = folder };
            return isRead;
        },
        () => new() { ["anyOf"] = new JsonArray(PathForms.Path.Schema(), _new.Form.Schema()) });

    private static bool IsName(string text) =>
        text[0] is not ('-' or '_' or '.')
        && text.EnumerateRunes().All(r => Rune.IsLetterOrDigit(r) || r.Value is '-' or '_' or '.');
}
