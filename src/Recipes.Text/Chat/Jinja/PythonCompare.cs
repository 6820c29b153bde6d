using System.Numerics;
using System.Runtime.CompilerServices;

namespace Recipes.Text.Chat.Jinja;

/// <summary>Truth, equality, order and membership as Python has them.</summary>
internal static class PythonCompare
{
    /// <summary>Whether <c>if value</c> takes the branch.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null or JinjaUndefined => false,
        bool flag => flag,
        string text => text.Length > 0,
        BigInteger number => !number.IsZero,
        double number => number != 0,
        JinjaSequence list => list.Items.Count > 0,
        JinjaDict dict => dict.Pairs.Count > 0,
        _ => true,
    };

    /// <summary>Python's name of a value's type.</summary>
    public static string TypeName(object? value) => value switch
    {
        null => "NoneType",
        bool => "bool",
        string => "str",
        BigInteger => "int",
        double => "float",
        JinjaDict => "dict",
        JinjaSequence list => list.Kind switch
        {
            SequenceKind.List => "list",
            SequenceKind.Tuple => "tuple",
            _ => "generator",
        },
        JinjaUndefined => "Undefined",
        JinjaNamespace => "Namespace",
        JinjaMacro => "Macro",
        _ => "function",
    };

    /// <summary>A number, if the value is one; booleans are.</summary>
    public static BigInteger? Integer(object? value) => value switch
    {
        bool flag => flag ? BigInteger.One : BigInteger.Zero,
        BigInteger number => number,
        _ => null,
    };

    /// <summary>A number in floating point, if the value is one.</summary>
    public static double? Number(object? value) => value is double number ? number : (double?)Integer(value);

    /// <summary><c>left == right</c>.</summary>
    public static bool AreEqual(object? left, object? right)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JinjaException("RecursionError", "maximum recursion depth exceeded in comparison");
        }

        if (Integer(left) is { } a && Integer(right) is { } b)
        {
            return a == b;
        }

        return (left, right) switch
        {
            (JinjaSequence x, JinjaSequence y) => x.Kind == y.Kind && AreEqual(x.Items, y.Items),
            (JinjaDict x, JinjaDict y) => AreEqual(x, y),
            (JinjaUndefined, JinjaUndefined) => true,
            _ => Number(left) is { } c && Number(right) is { } d ? c == d : Equals(left, right),
        };
    }

    /// <summary>Less than 0, 0 or more than 0.</summary>
    /// <param name="left">A number, string, list or tuple.</param>
    /// <param name="right">The same kind.</param>
    /// <param name="sign">The operator, for the message.</param>
    /// <exception cref="JinjaException">TypeError for kinds without an order.</exception>
    public static int Order(object? left, object? right, string sign = "<")
    {
        ThrowIfUndefined(left);
        ThrowIfUndefined(right);
        if (Integer(left) is { } a && Integer(right) is { } b)
        {
            return a.CompareTo(b);
        }

        if (Number(left) is { } x && Number(right) is { } y)
        {
            return x.CompareTo(y);
        }

        return (left, right) switch
        {
            (string s, string t) => CodePoints.Compare(s, t),
            (JinjaSequence s, JinjaSequence t) when s.Kind == t.Kind => Order(s.Items, t.Items, sign),
            _ => throw new JinjaException(
                "TypeError",
                $"'{sign}' not supported between instances of '{TypeName(left)}' and '{TypeName(right)}'"),
        };
    }

    /// <summary><c>item in container</c>.</summary>
    public static bool Contains(object? container, object? item) => container switch
    {
        string text => item is string part
            ? text.Contains(part, StringComparison.Ordinal)
            : throw new JinjaException(
                "TypeError", $"'in <string>' requires string as left operand, not {TypeName(item)}"),
        JinjaDict dict => dict.TryGet(item, out _),
        JinjaSequence list => list.Items.Any(each => AreEqual(each, item)),
        JinjaUndefined => false,
        _ => throw new JinjaException("TypeError", $"argument of type '{TypeName(container)}' is not iterable"),
    };

    /// <summary>Fails where an undefined value would be used.</summary>
    public static void ThrowIfUndefined(object? value)
    {
        if (value is JinjaUndefined undefined)
        {
            throw undefined.Failure();
        }
    }

    private static bool AreEqual(IReadOnlyList<object?> left, IReadOnlyList<object?> right)
    {
        for (var i = 0; i < left.Count && left.Count == right.Count; i++)
        {
            if (!AreEqual(left[i], right[i]))
            {
                return false;
            }
        }

        return left.Count == right.Count;
    }

    private static bool AreEqual(JinjaDict left, JinjaDict right) =>
        left.Pairs.Count == right.Pairs.Count
        && left.Pairs.All(pair => right.TryGet(pair.Key, out var other) && AreEqual(pair.Value, other));

    private static int Order(IReadOnlyList<object?> left, IReadOnlyList<object?> right, string sign)
    {
        for (var i = 0; i < left.Count && i < right.Count; i++)
        {
            if (!AreEqual(left[i], right[i]))
            {
                return Order(left[i], right[i], sign);
            }
        }

        return left.Count.CompareTo(right.Count);
    }
}
