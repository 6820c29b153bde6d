using System.Numerics;

namespace Recipes.Text.Chat.Jinja;

/// <summary>Keys of dicts: equal numbers of different types are one key, as in Python.</summary>
internal static class PythonKeys
{
    private static readonly object _none = new();

    /// <summary>Compares canonical keys.</summary>
    public static IEqualityComparer<object> Comparer { get; } = new KeyComparer();

    /// <summary>The canonical form of a key.</summary>
    /// <exception cref="JinjaException">TypeError: lists and dicts are no keys.</exception>
    public static object Of(object? key) => key switch
    {
        null => _none,
        bool flag => flag ? BigInteger.One : BigInteger.Zero,
        double number when double.IsInteger(number) => new BigInteger(number),
        JinjaDict => throw Unhashable("dict"),
        JinjaSequence { Kind: SequenceKind.List } => throw Unhashable("list"),
        _ => key,
    };

    private static JinjaException Unhashable(string type) => new("TypeError", $"unhashable type: '{type}'");

    private sealed class KeyComparer : IEqualityComparer<object>
    {
        public new bool Equals(object? x, object? y) =>
            x is JinjaSequence && y is JinjaSequence ? PythonCompare.AreEqual(x, y) : object.Equals(x, y);

        public int GetHashCode(object obj) => obj is JinjaSequence tuple ? tuple.Items.Count : obj.GetHashCode();
    }
}
