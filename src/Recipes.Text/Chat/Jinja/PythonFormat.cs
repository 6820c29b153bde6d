using System.Numerics;
using System.Text;

namespace Recipes.Text.Chat.Jinja;

/// <summary>Python's <c>format % values</c> for <c>%s</c>, <c>%r</c>, <c>%d</c>, <c>%f</c> and <c>%%</c>, without names
/// and flags.</summary>
internal static class PythonFormat
{
    private const int LongestFraction = 50;

    /// <summary>The text with its places filled.</summary>
    /// <exception cref="JinjaException">TypeError, and NotImplementedError for other forms.</exception>
    public static string Apply(string format, object? values, RenderState state)
    {
        var all = values is JinjaSequence { Kind: SequenceKind.Tuple } tuple ? tuple.Items : [values];
        var used = 0;
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            var digits = 6;
            if (i + 2 < format.Length && format[i + 1] == '.' && char.IsAsciiDigit(format[i + 2]))
            {
                (digits, i) = (format[i + 2] - '0', i + 2);
            }

            var kind = ++i < format.Length ? format[i] : '\0';
            text.Append(kind == '%' ? "%" : One(kind, digits, used < all.Count ? all[used++] : throw Few(), state));
        }

        return used == all.Count || values is JinjaDict
            ? state.Made(text.ToString())
            : throw new JinjaException("TypeError", "not all arguments converted during string formatting");
    }

    private static string One(char kind, int digits, object? value, RenderState state) => (kind, value) switch
    {
        ('s', _) => PythonText.Str(value, state),
        ('r', _) => PythonText.Repr(value, state),
        ('d' or 'i', double number) => PythonText.Repr(new BigInteger(number), state),
        ('d' or 'i', _) when PythonCompare.Integer(value) is { } whole => PythonText.Repr(whole, state),
        ('f', _) when PythonCompare.Number(value) is { } number =>
            number.ToString("F" + Math.Min(digits, LongestFraction), System.Globalization.CultureInfo.InvariantCulture),
        ('d' or 'i' or 'f', _) => throw new JinjaException(
            "TypeError", $"%{kind} format: a real number is required, not {PythonCompare.TypeName(value)}"),
        _ => throw new JinjaException("NotImplementedError", $"the format '%{kind}' is not built"),
    };

    private static JinjaException Few() => new("TypeError", "not enough arguments for format string");
}
