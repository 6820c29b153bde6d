using System.Text;

namespace Recipes.Documents.Pdf;

/// <summary>Turns lines of Arabic and Hebrew letters, which a page holds by place, into the order they are read in.</summary>
internal static class RightToLeft
{
    public static bool IsMostly(List<Glyph> glyphs)
    {
        var right = 0;
        var left = 0;
        foreach (var glyph in glyphs)
        {
            right += IsStrong(glyph.Text[0]) ? 1 : 0;
            left += char.IsLetter(glyph.Text[0]) && !IsStrong(glyph.Text[0]) ? 1 : 0;
        }

        return right > 0 && right >= left;
    }

    /// <summary>From the right end on; runs of other letters and of digits keep their own order.</summary>
    public static string Text(List<Glyph> glyphs)
    {
        var text = new StringBuilder();
        for (var i = glyphs.Count - 1; i >= 0;)
        {
            var first = i;
            while (first >= 0 && RunsLeftToRight(glyphs, first, i))
            {
                first--;
            }

            if (first == i)
            {
                AppendGap(text, glyphs, i);
                text.Append(Mirrored(glyphs[i].Text));
                i--;
                continue;
            }

            while (IsBlankOrSign(glyphs[first + 1].Text[0]) && first + 1 < i)
            {
                first++; // white space and signs at its left end belong to the line, not to the run
            }

            AppendGap(text, glyphs, i);
            for (var j = first + 1; j <= i; j++)
            {
                text.Append(j > first + 1 && LineBuilder.IsApart(glyphs[j - 1], glyphs[j]) ? " " : "").Append(glyphs[j].Text);
            }

            i = first;
        }

        return text.ToString();
    }

    /// <summary>Whether the letter at a place belongs to a run that begins, seen from the right, at <paramref name="last"/>.</summary>
    private static bool RunsLeftToRight(List<Glyph> glyphs, int at, int last)
    {
        var c = glyphs[at].Text[0];
        if (IsStrong(c))
        {
            return false;
        }

        return char.IsLetterOrDigit(c) || (at < last && IsBlankOrSign(c) && HasLeftToRightBefore(glyphs, at));
    }

    private static bool HasLeftToRightBefore(List<Glyph> glyphs, int at)
    {
        var i = at;
        while (i >= 0 && IsBlankOrSign(glyphs[i].Text[0]))
        {
            i--;
        }

        return i >= 0 && !IsStrong(glyphs[i].Text[0]);
    }

    private static void AppendGap(StringBuilder text, List<Glyph> glyphs, int i)
    {
        if (i + 1 < glyphs.Count && LineBuilder.IsApart(glyphs[i], glyphs[i + 1]))
        {
            text.Append(' ');
        }
    }

    private static bool IsBlankOrSign(char c) => !char.IsLetterOrDigit(c);

    private static bool IsStrong(char c) =>
        c is >= '\u0590' and <= '\u08FF' and not (>= '\u0660' and <= '\u0669') and not (>= '\u06F0' and <= '\u06F9')
            or >= '\uFB1D' and <= '\uFDFF' or >= '\uFE70' and <= '\uFEFC';

    private static string Mirrored(string text) => text switch
    {
        "(" => ")",
        ")" => "(",
        "[" => "]",
        "]" => "[",
        "{" => "}",
        "}" => "{",
        "«" => "»",
        "»" => "«",
        _ => text,
    };
}
