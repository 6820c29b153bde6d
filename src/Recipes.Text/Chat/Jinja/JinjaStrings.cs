using System.Text;

namespace Recipes.Text.Chat.Jinja;

/// <summary>String literals with Python's escapes.</summary>
internal static class JinjaStrings
{
    private const string Escapes = "n\nr\rt\t\\\\'\'\"\"a\ab\bf\fv\v";

    /// <summary>Reads the literal whose quote stands at the place; gives its text and the offset behind it.</summary>
    /// <exception cref="JinjaException">TemplateSyntaxError: no closing quote, or half an escape.</exception>
    public static (string Text, int End) Read(string source, int start)
    {
        var text = new StringBuilder();
        for (var i = start + 1; i < source.Length;)
        {
            if (source[i] == source[start])
            {
                return (text.ToString(), i + 1);
            }

            if (source[i] != '\\' || i + 1 == source.Length)
            {
                text.Append(source[i++]);
                continue;
            }

            i = ReadEscape(source, i + 1, text);
        }

        throw new JinjaException("TemplateSyntaxError", "a string has no closing quote", start);
    }

    private static int ReadEscape(string source, int i, StringBuilder into)
    {
        var c = source[i];
        var simple = Escapes.IndexOf(c, StringComparison.Ordinal);
        if (simple >= 0 && simple % 2 == 0)
        {
            into.Append(Escapes[simple + 1]);
            return i + 1;
        }

        if (c is >= '0' and <= '7')
        {
            return ReadOctal(source, i, into);
        }

        var digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0)
        {
            into.Append(c == '\n' ? "" : "\\" + c);
            return i + 1;
        }

        var isRead = i + digits < source.Length
            & int.TryParse(
                source.AsSpan(i + 1, Math.Min(digits, source.Length - i - 1)),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var value);
        if (!isRead || value is < 0 or > 0x10FFFF)
        {
            throw new JinjaException("TemplateSyntaxError", $"'\\{c}' needs {digits} hexadecimal digits", i - 1);
        }

        into.Append(value < 0x10000 ? ((char)value).ToString() : char.ConvertFromUtf32(value));
        return i + 1 + digits;
    }

    private static int ReadOctal(string source, int i, StringBuilder into)
    {
        var (value, end) = (0, i);
        while (end < source.Length && end < i + 3 && source[end] is >= '0' and <= '7')
        {
            value = value * 8 + source[end++] - '0';
        }

        into.Append((char)value);
        return end;
    }
}
