using System.Text;

namespace Recipes.Build.Hosting;

/// <summary>Keeps text from documents, models and recipes from commanding a terminal or a CI log.</summary>
internal static class OutputSanitizer
{
    /// <summary>The text without control characters and direction marks, and without lines that a CI runner
    /// obeys.</summary>
    /// <remarks>GitHub obeys a line that begins with <c>::</c> after white space, and <c>##[</c> anywhere; Azure
    /// <c>##vso[</c> anywhere; TeamCity <c>##teamcity[</c>. A space inside the mark stops each of them.</remarks>
    public static string Clean(string text)
    {
        if (IsHarmless(text))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length + 8);
        var isLineStart = true;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (IsForbidden(c))
            {
                clean.Append('\uFFFD');
                isLineStart = false;
                continue;
            }

            clean.Append(c);
            if (
                (c == ':' && isLineStart && i + 1 < text.Length && text[i + 1] == ':')
                || (c == '#' && IsCommand(text, i + 1))
            )
            {
                clean.Append(' ');
            }

            isLineStart = c == '\n' || (isLineStart && char.IsWhiteSpace(c));
        }

        return clean.ToString();
    }

    private static bool IsHarmless(string text)
    {
        foreach (var c in text)
        {
            if (c is ':' or '#' || IsForbidden(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether <c>#</c>, letters and <c>[</c> follow: a heading of Markdown stays.</summary>
    private static bool IsCommand(string text, int start)
    {
        var i = start;
        if (i == text.Length || text[i++] != '#')
        {
            return false;
        }

        while (i < text.Length && char.IsAsciiLetter(text[i]))
        {
            i++;
        }

        return i < text.Length && text[i] == '[';
    }

    /// <summary>Controls but tab and line feed; marks that turn the direction of what follows.</summary>
    private static bool IsForbidden(char c) =>
        c is < ' ' and not ('\t' or '\n') or (>= '\u007F' and <= '\u009F')
            or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
