using System.Text;

namespace Recipes.Text.Chat;

/// <summary>A normal form of Jinja sources: sources of one form render alike, as transformers renders them.</summary>
/// <remarks>Each step keeps the meaning: white-space control is carried out (with trim_blocks and lstrip_blocks),
/// comments go, text becomes a printed string, prints side by side become one sum, strings side by side become one
/// string, <c>a['b']</c> becomes <c>a.b</c>, and blanks and quotes are written one way. No interpreter: a template that
/// says the same in other statements has another form.</remarks>
internal static class TemplateForm
{
    /// <summary>The form of a source.</summary>
    public static string Of(string source)
    {
        var text = source.Replace("\r\n", "\n", StringComparison.Ordinal);
        text = text.EndsWith('\n') ? text[..^1] : text; // Jinja drops one final line end
        var form = new StringBuilder();
        var trims = false;
        var isAfterBlock = false;
        for (var position = 0; position < text.Length;)
        {
            var open = NextTag(text, position);
            var literal = Literal(text, position, open, trims, isAfterBlock);
            form.Append(literal.Length == 0 ? "" : $"{{{{{Quote(literal)}}}}}");
            if (open == text.Length)
            {
                break;
            }

            var close = TagEnd(text, open);
            var inner = text[(open + 2)..Math.Max(open + 2, close - 2)];
            trims = inner.EndsWith('-');
            isAfterBlock = text[open + 1] != '{';
            var expression = Expression(inner.Trim('-', '+').Trim());
            form.Append(text[open + 1] switch
            {
                '#' => "",
                '{' => $"{{{{{expression}}}}}",
                _ => $"{{%{expression}%}}",
            });
            position = close;
        }

        return form.Replace("}}{{", "+").Replace("'+'", "").ToString();
    }

    private static int NextTag(string text, int position)
    {
        for (var i = position; i + 1 < text.Length; i++)
        {
            if (text[i] == '{' && text[i + 1] is '{' or '%' or '#')
            {
                return i;
            }
        }

        return text.Length;
    }

    /// <summary>One past the closing braces; quotes hide braces, except in comments.</summary>
    private static int TagEnd(string text, int open)
    {
        var closing = text[open + 1] == '{' ? "}}" : text[open + 1] + "}";
        var quote = '\0';
        for (var i = open + 2; i + 1 < text.Length; i++)
        {
            if (quote != '\0')
            {
                i += text[i] == '\\' ? 1 : 0;
                quote = text[i] == quote ? '\0' : quote;
            }
            else if (text.AsSpan(i).StartsWith(closing, StringComparison.Ordinal))
            {
                return i + 2;
            }
            else if (text[i] is '\'' or '"' && closing != "#}")
            {
                quote = text[i];
            }
        }

        return text.Length;
    }

    private static string Literal(string text, int start, int end, bool trims, bool isAfterBlock)
    {
        var literal = text[start..end];
        literal = trims ? literal.TrimStart() : literal;
        literal = !trims && isAfterBlock && literal.StartsWith('\n') ? literal[1..] : literal; // trim_blocks
        if (end == text.Length)
        {
            return literal;
        }

        if (end + 2 < text.Length && text[end + 2] == '-')
        {
            return literal.TrimEnd();
        }

        var line = literal.LastIndexOf('\n') + 1; // lstrip_blocks
        return text[end + 1] != '{' && literal.AsSpan(line).IsWhiteSpace() ? literal[..line] : literal;
    }

    private static string Expression(string inner)
    {
        var form = new StringBuilder();
        for (var i = 0; i < inner.Length;)
        {
            if (inner[i] is '\'' or '"')
            {
                var end = StringEnd(inner, i);
                form.Append(Quote(Unescape(inner[(i + 1)..Math.Max(i + 1, end - 1)])));
                i = end;
                continue;
            }

            var isBlank = char.IsWhiteSpace(inner[i]);
            var divides = isBlank && form.Length > 0 && IsWord(form[^1]) && i + 1 < inner.Length && NextIsWord(inner, i);
            form.Append(isBlank ? divides ? " " : "" : inner[i].ToString());
            i++;
        }

        return AttributesOf(form.ToString());
    }

    private static int StringEnd(string inner, int start)
    {
        for (var i = start + 1; i < inner.Length; i++)
        {
            if (inner[i] == inner[start])
            {
                return i + 1;
            }

            i += inner[i] == '\\' ? 1 : 0;
        }

        return inner.Length;
    }

    private static string Unescape(string text) =>
        text.Replace("\\n", "\n", StringComparison.Ordinal)
            .Replace("\\'", "'", StringComparison.Ordinal)
            .Replace("\\\"", "\"", StringComparison.Ordinal);

    /// <summary>A quote inside a string is left alone: such a form equals none of ours, which is the safe side.</summary>
    private static string Quote(string text) => $"'{text}'";

    private static string AttributesOf(string expression)
    {
        foreach (var name in new[] { "role", "content" })
        {
            expression = expression.Replace($"['{name}']", "." + name, StringComparison.Ordinal);
        }

        return expression;
    }

    private static bool NextIsWord(string inner, int blank)
    {
        var next = blank;
        while (next < inner.Length && char.IsWhiteSpace(inner[next]))
        {
            next++;
        }

        return next < inner.Length && IsWord(inner[next]);
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
