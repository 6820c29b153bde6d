using System.Text;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Pdf;

/// <summary>Puts the letters of one line into reading order and words apart.</summary>
internal static class LineBuilder
{
    /// <summary>A gap of more than this part of the font's size divides words; chosen by hand.</summary>
    private const double WordGap = 0.22;

    /// <summary>The same between two Chinese characters, which justified lines spread.</summary>
    private const double WideGap = 0.9;

    /// <summary>Two equal letters closer than this part of the size are one, printed twice to look bold.</summary>
    private const double Overprint = 0.15;

    /// <summary>The line of the letters, or null where they are white space only.</summary>
    public static PdfLine? Line(List<Glyph> glyphs)
    {
        glyphs.Sort((a, b) => a.Left != b.Left ? a.Left.CompareTo(b.Left) : a.Order.CompareTo(b.Order));
        RemoveOverprints(glyphs);
        var text = RightToLeft.IsMostly(glyphs) ? RightToLeft.Text(glyphs) : Text(glyphs);
        text = TextCleaner.OneLine(text);
        if (text.Length == 0)
        {
            return null;
        }

        var shown = glyphs.Where(g => !string.IsNullOrWhiteSpace(g.Text)).ToList();
        return new PdfLine
        {
            Text = text,
            Left = shown[0].Left,
            Right = shown.Max(g => g.Right),
            Base = shown[0].Base,
            Size = UsualSize(shown),
            IsBold = shown.Count(g => g.IsBold) * 10 >= shown.Count * 8,
        };
    }

    /// <summary>Whether a space belongs between two neighbours.</summary>
    public static bool IsApart(Glyph left, Glyph right)
    {
        var isWide = TextCleaner.IsWide(left.Text[^1]) && TextCleaner.IsWide(right.Text[0]);
        return right.Left - left.Right > (isWide ? WideGap : WordGap) * Math.Max(left.Size, right.Size);
    }

    private static double UsualSize(List<Glyph> glyphs) => glyphs
        .GroupBy(g => Math.Round(g.Size * 2) / 2)
        .OrderByDescending(g => g.Count())
        .ThenByDescending(g => g.Key)
        .First().Key;

    private static string Text(List<Glyph> glyphs)
    {
        var text = new StringBuilder();
        for (var i = 0; i < glyphs.Count; i++)
        {
            text.Append(i > 0 && IsApart(glyphs[i - 1], glyphs[i]) ? " " : "").Append(glyphs[i].Text);
        }

        return text.ToString();
    }

    private static void RemoveOverprints(List<Glyph> glyphs)
    {
        var kept = 0;
        for (var i = 0; i < glyphs.Count; i++)
        {
            var isCopy = false;
            for (var j = kept - 1; j >= 0 && j >= kept - 3 && !isCopy; j--)
            {
                isCopy = glyphs[j].Text == glyphs[i].Text && glyphs[i].Left - glyphs[j].Left < Overprint * glyphs[i].Size
                    && Math.Abs(glyphs[i].Base - glyphs[j].Base) < Overprint * glyphs[i].Size && glyphs[i].Right > glyphs[i].Left;
            }

            if (!isCopy)
            {
                glyphs[kept++] = glyphs[i];
            }
        }

        glyphs.RemoveRange(kept, glyphs.Count - kept);
    }
}
