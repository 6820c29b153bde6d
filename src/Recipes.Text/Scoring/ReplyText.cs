using System.Text;

namespace Recipes.Text.Scoring;

/// <summary>The part of a reply that is meant as the answer.</summary>
public static class ReplyText
{
    private const string Opening = "<think>";
    private const string Closing = "</think>";

    /// <summary>The text after the last <c>&lt;/think&gt;</c>, trimmed; a closing tag alone counts.</summary>
    /// <returns>null where reasoning was opened and never closed: no answer stands.</returns>
    public static string? WithoutReasoning(string reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        var end = reply.LastIndexOf(Closing, StringComparison.OrdinalIgnoreCase);
        var rest = end < 0 ? reply : reply[(end + Closing.Length)..];
        return rest.Contains(Opening, StringComparison.OrdinalIgnoreCase) ? null : rest.Trim();
    }

    /// <summary>The content of a text that is one code fence of three or more back-ticks or tildes, or null.</summary>
    /// <remarks>Fences of a programming language are no answer; <c>json</c>, <c>text</c> and no language are.</remarks>
    public static string? Fenced(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Trim().Split('\n');
        var isWhole = FenceLength(lines[0]) > 0 && CloseOf(lines, 0) == lines.Length - 1 && IsAnswerLanguage(lines[0]);
        return isWhole ? string.Join('\n', lines[1..^1]).Trim() : null;
    }

    /// <summary>The text with the fenced blocks of programming languages taken out.</summary>
    public static string WithoutCode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n');
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            if (FenceLength(lines[i]) == 0 || IsAnswerLanguage(lines[i]))
            {
                kept.Append(lines[i]).Append('\n');
            }
            else
            {
                i = CloseOf(lines, i); // one past the end where the block is open: all of the rest is code
            }
        }

        return kept.ToString();
    }

    /// <summary>The line that closes the fence of line <paramref name="open"/>; the number of lines where none
    /// does.</summary>
    private static int CloseOf(string[] lines, int open)
    {
        var mark = lines[open].TrimStart()[0];
        var length = FenceLength(lines[open]);
        for (var i = open + 1; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length >= length && line.All(c => c == mark))
            {
                return i;
            }
        }

        return lines.Length;
    }

    private static int FenceLength(string line)
    {
        var start = line.TrimStart();
        var length =
            start.Length == 0 || start[0] is not ('`' or '~') ? 0 : start.TakeWhile(c => c == start[0]).Count();
        return length >= 3 ? length : 0;
    }

    private static bool IsAnswerLanguage(string fence) =>
        fence.Trim().TrimStart('`', '~').Trim().ToUpperInvariant() is "" or "JSON" or "TEXT" or "TXT" or "PLAINTEXT";
}
