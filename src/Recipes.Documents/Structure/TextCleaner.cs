using System.Text;

namespace Recipes.Documents.Structure;

/// <summary>Settles white space, so that one text is one text however its file broke and padded it.</summary>
internal static class TextCleaner
{
    /// <summary>NFC on one line: runs of white space are one space, ends trimmed, invisible marks gone.</summary>
    public static string OneLine(string text)
    {
        if (IsClean(text))
        {
            return text;
        }

        var cleaned = new StringBuilder(text.Length);
        var pending = Gap.None;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                pending = c is '\n' or '\r' && pending != Gap.Space ? Gap.Break : pending == Gap.Break ? Gap.Break : Gap.Space;
            }
            else if (!IsInvisible(c))
            {
                AppendGap(cleaned, pending, c);
                pending = Gap.None;
                cleaned.Append(c);
            }
        }

        return Normalized(cleaned.ToString());
    }

    /// <summary>The lines of a paragraph that a reader would call paragraphs of their own.</summary>
    /// <remarks>A break after the end of a sentence, or before a number such as （一）, divides; any other is the
    /// typesetter's and joins, between two Chinese characters without a space.</remarks>
    public static IReadOnlyList<string> Paragraphs(string text)
    {
        if (!text.Contains('\n', StringComparison.Ordinal))
        {
            return [OneLine(text)];
        }

        var paragraphs = new List<string>();
        foreach (var line in text.Split('\n').Select(OneLine).Where(l => l.Length > 0))
        {
            if (paragraphs.Count == 0 || EndsSentence(paragraphs[^1]) || TypedLabel.At(line) is not null)
            {
                paragraphs.Add(line);
            }
            else
            {
                paragraphs[^1] = Join(paragraphs[^1], line);
            }
        }

        return paragraphs;
    }

    /// <summary>Two lines of one paragraph in one.</summary>
    public static string Join(string first, string second)
    {
        if (first.Length == 0 || second.Length == 0)
        {
            return first + second;
        }

        return IsWide(first[^1]) && IsWide(second[0]) ? first + second : first + " " + second;
    }

    /// <summary>Whether the character is written without spaces around it: Chinese, Japanese, full-width punctuation.</summary>
    public static bool IsWide(char c) =>
        c is >= '\u2E80' and <= '\uA4CF' or >= '\uF900' and <= '\uFAFF' or >= '\uFE30' and <= '\uFE4F'
            or >= '\uFF00' and <= '\uFF60' or >= '\uD840' and <= '\uD8BF' or '“' or '”' or '‘' or '’' or '…' or '—';

    /// <summary>Whether the text ends as sentences and list items end.</summary>
    public static bool EndsSentence(string text) => text.Length > 0 && text[^1] is
        '。' or '；' or '：' or '！' or '？' or '.' or ';' or ':' or '!' or '?' or '」' or '”' or '》';

    private static void AppendGap(StringBuilder cleaned, Gap gap, char next)
    {
        if (cleaned.Length > 0 && (gap == Gap.Space || (gap == Gap.Break && !(IsWide(cleaned[^1]) && IsWide(next)))))
        {
            cleaned.Append(' ');
        }
    }

    private static bool IsClean(string text)
    {
        var previous = ' ';
        foreach (var c in text)
        {
            var isSpace = char.IsWhiteSpace(c);
            if (IsInvisible(c) || (isSpace && (c != ' ' || previous == ' ')) || c is >= '\u0300' and not (>= '\u4E00' and <= '\u9FFF'
                or >= '\u3001' and <= '\u3011' or >= '\uFF01' and <= '\uFF5E' or >= '\u2010' and <= '\u2027'))
            {
                return false;
            }

            previous = c;
        }

        return text.Length == 0 || previous != ' ';
    }

    /// <summary>Half a surrogate pair, which broken files hold, has no normal form and becomes U+FFFD.</summary>
    private static string Normalized(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Normalize(NormalizationForm.FormC);
        }
    }

    private static bool IsInvisible(char c) =>
        c is '\u00AD' or '\u200B' or '\u2060' or '\uFEFF' || (char.IsControl(c) && !char.IsWhiteSpace(c));

    private enum Gap
    {
        None,
        Space,
        Break,
    }
}
