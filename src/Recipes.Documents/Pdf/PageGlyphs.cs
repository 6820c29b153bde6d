using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;

namespace Recipes.Documents.Pdf;

/// <summary>The letters of a page by the direction they run in, most letters first.</summary>
internal static class PageGlyphs
{
    public static List<(Direction Direction, List<Glyph> Glyphs)> Of(Page page, CharacterCount count)
    {
        var groups = new Dictionary<Direction, List<Glyph>>();
        var order = 0;
        var isUpright = StandsUpright(page.Letters);
        var chinese = new DoubleByteText(page.Letters);
        foreach (var letter in page.Letters)
        {
            var text = chinese.IsSecondByte(order) ? "" : GlyphText.Of(chinese.At(order) ?? letter.Value, count);
            var place = order++;
            if (text.Length == 0)
            {
                continue;
            }

            var direction = isUpright ? Direction.Down : DirectionOf(letter);
            if (!groups.TryGetValue(direction, out var glyphs))
            {
                groups[direction] = glyphs = [];
            }

            glyphs.Add(isUpright ? Upright(letter, text, place) : Turned(letter, text, direction, place));
        }

        return groups.Select(g => (g.Key, g.Value)).OrderByDescending(g => g.Value.Count).ThenBy(g => g.Key).ToList();
    }

    /// <summary>Turns a point so that text of the direction runs to the right.</summary>
    public static PdfPoint Turn(PdfPoint point, Direction direction) => direction switch
    {
        Direction.Down => new PdfPoint(-point.Y, point.X),
        Direction.Left => new PdfPoint(-point.X, -point.Y),
        Direction.Up => new PdfPoint(point.Y, -point.X),
        _ => point,
    };

    private static Direction DirectionOf(Letter letter)
    {
        var (dx, dy) = (letter.EndBaseLine.X - letter.StartBaseLine.X, letter.EndBaseLine.Y - letter.StartBaseLine.Y);
        if (Math.Abs(dx) < 1e-3 && Math.Abs(dy) < 1e-3)
        {
            return letter.TextOrientation switch
            {
                TextOrientation.Rotate90 => Direction.Down,
                TextOrientation.Rotate180 => Direction.Left,
                TextOrientation.Rotate270 => Direction.Up,
                _ => Direction.Right,
            };
        }

        if (Math.Abs(dx) >= Math.Abs(dy))
        {
            return dx > 0 ? Direction.Right : Direction.Left;
        }

        return dy > 0 ? Direction.Up : Direction.Down;
    }

    /// <summary>Whether letters follow each other downwards without being turned, as in Chinese and Japanese columns.</summary>
    private static bool StandsUpright(IReadOnlyList<Letter> letters)
    {
        var (down, across) = (0, 0);
        for (var i = 1; i < letters.Count; i++)
        {
            var (before, letter) = (letters[i - 1].StartBaseLine, letters[i].StartBaseLine);
            var (dx, dy) = ((letter.X - before.X) / letters[i].PointSize, (before.Y - letter.Y) / letters[i].PointSize);
            across += Math.Abs(dy) < 0.1 && dx > 0.1 ? 1 : 0;
            down += Math.Abs(dx) < 0.3 && dy is > 0.5 and < 2 && letters[i].EndBaseLine.Y == letter.Y ? 1 : 0;
        }

        return down > 2 * across && down > 10;
    }

    /// <summary>An upright letter of a column: it runs from its top to its foot, and its middle is its base line.</summary>
    private static Glyph Upright(Letter letter, string text, int order)
    {
        const double ascent = 0.88; // of an em, as in the fonts of such columns
        var size = letter.PointSize > 0.5 ? letter.PointSize : Math.Max(1, letter.BoundingBox.Height);
        var top = -letter.StartBaseLine.Y - (ascent * size);
        return new(text, top, top + size, (letter.StartBaseLine.X + letter.EndBaseLine.X) / 2, size, IsBold(letter.FontName), order);
    }

    private static Glyph Turned(Letter letter, string text, Direction direction, int order)
    {
        var start = Turn(letter.StartBaseLine, direction);
        var end = Turn(letter.EndBaseLine, direction);
        var size = letter.PointSize > 0.5 ? letter.PointSize : Math.Max(1, letter.BoundingBox.Height);
        var right = Math.Max(start.X, end.X);
        return new(text, Math.Min(start.X, end.X), right, start.Y, size, IsBold(letter.FontName), order);
    }

    private static bool IsBold(string? font) => font is not null
        && (font.Contains("Bold", StringComparison.OrdinalIgnoreCase) || font.Contains("Black", StringComparison.OrdinalIgnoreCase)
            || font.Contains("SimHei", StringComparison.OrdinalIgnoreCase) || font.Contains("Heavy", StringComparison.OrdinalIgnoreCase));
}

/// <summary>Counts letters with and without a Unicode value over a whole document.</summary>
internal sealed class CharacterCount
{
    public int All { get; set; }

    public int Unmapped { get; set; }
}
