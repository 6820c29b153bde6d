using System.Numerics;

namespace Recipes.Text.Chat.Jinja;

/// <summary>Methods of dicts and lists; those that change them exist and are refused when called, as in the
/// sandbox.</summary>
internal static class ContainerMethods
{
    private static readonly HashSet<string> _dictChanges = ["clear", "pop", "popitem", "setdefault", "update"];
    private static readonly HashSet<string> _listChanges =
    [
        "append",
        "clear",
        "extend",
        "insert",
        "pop",
        "remove",
        "reverse",
        "sort",
    ];

    /// <summary>The method of a dict; null where there is none.</summary>
    public static object? Find(JinjaDict dict, string name) =>
        name switch
        {
            "get" => new JinjaFunction(
                "dict.get",
                (_, a) => dict.TryGet(a.Need(0, "key"), out var value) ? value : a.Get(1, "default")
            ),
            "items" => new JinjaFunction("dict.items", (_, _) => Items(dict)),
            "keys" => new JinjaFunction("dict.keys", (_, _) => View(dict.Pairs.Select(p => p.Key))),
            "values" => new JinjaFunction("dict.values", (_, _) => View(dict.Pairs.Select(p => p.Value))),
            "copy" => new JinjaFunction("dict.copy", (_, _) => dict),
            _ => _dictChanges.Contains(name) ? JinjaLookup.Unsafe(dict, name) : null,
        };

    /// <summary>The method of a list, tuple or view; null where there is none.</summary>
    public static object? Find(JinjaSequence list, string name) =>
        name switch
        {
            "index" when list.Kind != SequenceKind.View => new JinjaFunction(
                "list.index",
                (_, a) => Index(list, a.Need(0, "value"))
            ),
            "count" when list.Kind != SequenceKind.View => new JinjaFunction(
                "list.count",
                (_, a) => (BigInteger)list.Items.Count(item => PythonCompare.AreEqual(item, a.Need(0, "value")))
            ),
            "copy" when list.Kind == SequenceKind.List => new JinjaFunction("list.copy", (_, _) => list),
            _ => list.Kind == SequenceKind.List && _listChanges.Contains(name) ? JinjaLookup.Unsafe(list, name) : null,
        };

    /// <summary>Pairs as tuples.</summary>
    public static JinjaSequence Items(JinjaDict dict) =>
        View(dict.Pairs.Select(p => (object?)new JinjaSequence([p.Key, p.Value], SequenceKind.Tuple)));

    private static JinjaSequence View(IEnumerable<object?> items) => new(items.ToList(), SequenceKind.View);

    private static BigInteger Index(JinjaSequence list, object? value)
    {
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (PythonCompare.AreEqual(list.Items[i], value))
            {
                return i;
            }
        }

        throw new JinjaException("ValueError", "the value is not in the list");
    }
}
