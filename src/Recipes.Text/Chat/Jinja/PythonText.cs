using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Recipes.Text.Chat.Jinja;

/// <summary>Values printed as Python prints them: <c>str</c> and <c>repr</c>.</summary>
internal static class PythonText
{
    /// <summary><c>str(value)</c>: what <c>{{ value }}</c> prints.</summary>
    public static string Str(object? value, RenderState state) =>
        value is string text ? text : value is JinjaUndefined ? "" : Repr(value, state);

    /// <summary><c>repr(value)</c>.</summary>
    public static string Repr(object? value, RenderState state)
    {
        var text = new StringBuilder();
        Append(value, text, state);
        return text.ToString();
    }

    /// <summary>A number as Python's <c>repr(float)</c>.</summary>
    public static string Float(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        var round = value.ToString("R", CultureInfo.InvariantCulture);
        var (digits, exponent) = Digits(round);
        var sign = double.IsNegative(value) ? "-" : "";
        if (exponent is < -4 or >= 16)
        {
            var mantissa = digits.Length == 1 ? digits : digits[..1] + "." + digits[1..];
            return $"{sign}{mantissa}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent):00}";
        }

        if (exponent < 0)
        {
            return sign + "0." + new string('0', -exponent - 1) + digits;
        }

        return exponent + 1 >= digits.Length
            ? sign + digits.PadRight(exponent + 1, '0') + ".0"
            : sign + digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
    }

    private static void Append(object? value, StringBuilder into, RenderState state)
    {
        state.Spend(1);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JinjaException("RecursionError", "maximum recursion depth exceeded");
        }

        switch (value)
        {
            case string text:
                state.SpendText(text.Length);
                AppendQuoted(text, into);
                break;
            case JinjaSequence list:
                AppendList(list, into, state);
                break;
            case JinjaDict dict:
                AppendPairs(dict.Pairs, "{", "}", into, state);
                break;
            case JinjaNamespace space:
                AppendPairs(
                    space.Attributes.Select(a => new KeyValuePair<object?, object?>(a.Key, a.Value)),
                    "<Namespace {",
                    "}>",
                    into,
                    state
                );
                break;
            default:
                into.Append(Plain(value));
                break;
        }
    }

    private static string Plain(object? value) => value switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        double number => Float(number),
        JinjaUndefined => "Undefined",
        JinjaMacro macro => $"<Macro '{macro.Name}'>",
        JinjaFunction function => $"<function {function.Name}>",
        _ => $"<{PythonCompare.TypeName(value)}>",
    };

    private static void AppendList(JinjaSequence list, StringBuilder into, RenderState state)
    {
        var isTuple = list.Kind == SequenceKind.Tuple;
        into.Append(isTuple ? '(' : '[');
        for (var i = 0; i < list.Items.Count; i++)
        {
            into.Append(i == 0 ? "" : ", ");
            Append(list.Items[i], into, state);
        }

        into.Append(isTuple ? list.Items.Count == 1 ? ",)" : ")" : "]");
    }

    private static void AppendPairs(
        IEnumerable<KeyValuePair<object?, object?>> pairs,
        string open,
        string close,
        StringBuilder into,
        RenderState state
    )
    {
        into.Append(open);
        var isFirst = true;
        foreach (var (key, value) in pairs)
        {
            into.Append(isFirst ? "" : ", ");
            isFirst = false;
            Append(key, into, state);
            into.Append(": ");
            Append(value, into, state);
        }

        into.Append(close);
    }

    private static void AppendQuoted(string text, StringBuilder into)
    {
        var quote =
            text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        into.Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == quote || rune.Value == '\\')
            {
                into.Append('\\').Append((char)rune.Value);
            }
            else
            {
                into.Append(Printable(rune));
            }
        }

        into.Append(quote);
    }

    private static string Printable(Rune rune) => rune.Value switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        ' ' => " ",
        _ when IsPrintable(Rune.GetUnicodeCategory(rune)) => rune.ToString(),
        < 0x100 => $"\\x{rune.Value:x2}",
        < 0x10000 => $"\\u{rune.Value:x4}",
        _ => $"\\U{rune.Value:x8}",
    };

    private static bool IsPrintable(UnicodeCategory category) =>
        category
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.SpaceSeparator
            );

    /// <summary>Significant digits and the exponent of the first, of a number as .NET writes it.</summary>
    private static (string Digits, int Exponent) Digits(string written)
    {
        var mark = written.IndexOf('E', StringComparison.Ordinal);
        var exponent =
            mark < 0
                ? 0
                : int.Parse(written.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = (mark < 0 ? written : written[..mark]).TrimStart('-');
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        exponent += (point < 0 ? mantissa.Length : point) - 1;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var significant = digits.TrimStart('0');
        exponent -= significant.Length == 0 ? exponent : digits.Length - significant.Length;
        significant = significant.TrimEnd('0');
        return (significant.Length == 0 ? "0" : significant, exponent);
    }
}
