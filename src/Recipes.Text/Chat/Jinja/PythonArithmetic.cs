using System.Numerics;

namespace Recipes.Text.Chat.Jinja;

/// <summary>Python's arithmetic on numbers, strings and lists.</summary>
internal static class PythonArithmetic
{
    private const int MostBits = 100_000; // of a whole number; Python's own limit for printing is 4,300 digits

    /// <summary><c>left sign right</c>.</summary>
    /// <exception cref="JinjaException">TypeError, ZeroDivisionError, UndefinedError.</exception>
    public static object? Apply(string sign, object? left, object? right, RenderState state)
    {
        if (sign == "~")
        {
            return state.Made(PythonText.Str(left, state) + PythonText.Str(right, state));
        }

        PythonCompare.ThrowIfUndefined(left);
        if (sign == "%" && left is string format)
        {
            return PythonFormat.Apply(format, right, state);
        }

        PythonCompare.ThrowIfUndefined(right);
        if (PythonCompare.Integer(left) is { } a && PythonCompare.Integer(right) is { } b)
        {
            return Whole(sign, a, b);
        }

        return PythonCompare.Number(left) is { } x && PythonCompare.Number(right) is { } y
            ? Floating(sign, x, y)
            : OfSequences(sign, left, right, state) ?? throw Unsupported(sign, left, right);
    }

    /// <summary><c>-value</c> or <c>+value</c>.</summary>
    public static object Sign(string sign, object? value)
    {
        PythonCompare.ThrowIfUndefined(value);
        return (PythonCompare.Integer(value), value) switch
        {
            ({ } whole, _) => sign == "-" ? -whole : whole,
            (_, double number) => sign == "-" ? -number : number,
            _ => throw new JinjaException(
                "TypeError",
                $"bad operand type for unary {sign}: '{PythonCompare.TypeName(value)}'"
            ),
        };
    }

    private static object Whole(string sign, BigInteger a, BigInteger b)
    {
        if (b.IsZero && sign is "/" or "//" or "%")
        {
            throw new JinjaException(
                "ZeroDivisionError",
                sign == "/" ? "division by zero" : "integer division or modulo by zero"
            );
        }

        return sign switch
        {
            "+" => Bounded(a + b),
            "-" => Bounded(a - b),
            "*" => Bounded(a * b),
            "/" => (double)a / (double)b,
            "//" => FloorDivide(a, b),
            "%" => a - FloorDivide(a, b) * b,
            _ => Power(a, b),
        };
    }

    private static BigInteger FloorDivide(BigInteger a, BigInteger b)
    {
        var quotient = BigInteger.DivRem(a, b, out var rest);
        return !rest.IsZero && rest.Sign != b.Sign ? quotient - 1 : quotient;
    }

    private static object Power(BigInteger a, BigInteger b)
    {
        if (b.Sign < 0)
        {
            return Math.Pow((double)a, (double)b);
        }

        return a.GetBitLength() * b > MostBits ? throw TooLarge() : BigInteger.Pow(a, (int)b);
    }

    private static BigInteger Bounded(BigInteger value) => value.GetBitLength() > MostBits ? throw TooLarge() : value;

    private static JinjaException TooLarge() => new("LimitError", "a number has more than 30,000 digits");

    private static double Floating(string sign, double a, double b)
    {
        if (b == 0 && sign is "/" or "//" or "%")
        {
            throw new JinjaException("ZeroDivisionError", sign == "%" ? "float modulo" : "float division by zero");
        }

        return sign switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,
            "//" => Math.Floor(a / b),
            "%" => a - Math.Floor(a / b) * b,
            _ => Math.Pow(a, b),
        };
    }

    private static object? OfSequences(string sign, object? left, object? right, RenderState state) =>
        (sign, left, right) switch
        {
            ("+", string a, string b) => Join(a, b, state),
            ("+", JinjaSequence a, JinjaSequence b) when a.Kind == b.Kind && a.Kind != SequenceKind.View => Join(
                a,
                b,
                state
            ),
            ("*", _, _) when PythonCompare.Integer(right) is { } times => Repeat(left, times, state),
            ("*", _, _) when PythonCompare.Integer(left) is { } times => Repeat(right, times, state),
            _ => null,
        };

    private static string Join(string a, string b, RenderState state)
    {
        state.SpendText(a.Length + b.Length);
        return a + b;
    }

    private static JinjaSequence Join(JinjaSequence a, JinjaSequence b, RenderState state)
    {
        state.Spend(a.Items.Count + b.Items.Count);
        return new([.. a.Items, .. b.Items], a.Kind);
    }

    private static object? Repeat(object? value, BigInteger times, RenderState state)
    {
        var count = (int)BigInteger.Min(BigInteger.Max(times, 0), int.MaxValue);
        switch (value)
        {
            case string text:
                state.SpendText((long)text.Length * count);
                return string.Concat(Enumerable.Repeat(text, text.Length == 0 ? 0 : count));
            case JinjaSequence list when list.Kind != SequenceKind.View:
                state.Spend((long)list.Items.Count * count);
                return new JinjaSequence(
                    Enumerable.Repeat(list.Items, list.Items.Count == 0 ? 0 : count).SelectMany(i => i).ToList(),
                    list.Kind
                );
            default:
                return null;
        }
    }

    private static JinjaException Unsupported(string sign, object? left, object? right)
    {
        var (a, b) = (PythonCompare.TypeName(left), PythonCompare.TypeName(right));
        var isConcatenation = sign == "+" && (left is string || left is JinjaSequence { Kind: not SequenceKind.View });
        return new("TypeError", isConcatenation
            ? $"can only concatenate {a} (not \"{b}\") to {a}"
            : $"unsupported operand type(s) for {(sign == "**" ? "** or pow()" : sign)}: '{a}' and '{b}'");
    }
}
