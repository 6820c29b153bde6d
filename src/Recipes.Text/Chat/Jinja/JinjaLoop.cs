using System.Numerics;

namespace Recipes.Text.Chat.Jinja;

/// <summary>The variable <c>loop</c>.</summary>
internal sealed class JinjaLoop(IReadOnlyList<object?> items, int depth)
{
    private static readonly HashSet<string> _names =
    [
        "index",
        "index0",
        "revindex",
        "revindex0",
        "first",
        "last",
        "length",
        "depth",
        "depth0",
        "previtem",
        "nextitem",
        "cycle",
        "changed",
    ];

    private object? _lastChanged = new();

    /// <summary>From 0.</summary>
    public int Index { get; set; }

    /// <summary>From 0 for a loop in no loop.</summary>
    public int Depth => depth;

    /// <summary>Whether there is such an attribute.</summary>
    public static bool Has(string name) => _names.Contains(name);

    /// <summary>The attribute; null where there is none.</summary>
    public object? Attribute(string name) => name switch
    {
        "index" => (BigInteger)(Index + 1),
        "index0" => (BigInteger)Index,
        "revindex" => (BigInteger)(items.Count - Index),
        "revindex0" => (BigInteger)(items.Count - Index - 1),
        "first" => Index == 0,
        "last" => Index == items.Count - 1,
        "length" => (BigInteger)items.Count,
        _ => Rare(name),
    };

    private object? Rare(string name) =>
        name switch
        {
            "depth" => (BigInteger)(depth + 1),
            "depth0" => (BigInteger)depth,
            "previtem" => Index > 0 ? items[Index - 1] : new JinjaUndefined("there is no previous item"),
            "nextitem" => Index + 1 < items.Count ? items[Index + 1] : new JinjaUndefined("there is no next item"),
            "cycle" => new JinjaFunction(
                "loop.cycle",
                (_, a) =>
                    a.Positional.Count > 0
                        ? a.Positional[Index % a.Positional.Count]
                        : throw new JinjaException("TypeError", "no items for cycling given")
            ),
            "changed" => new JinjaFunction("loop.changed", (_, a) => Changed(a)),
            _ => null,
        };

    private bool Changed(CallArguments arguments)
    {
        var value = new JinjaSequence(arguments.Positional, SequenceKind.Tuple);
        var isChanged = !PythonCompare.AreEqual(_lastChanged, value);
        _lastChanged = value;
        return isChanged;
    }
}
