using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;

namespace Recipes.Documents.Pdf;

/// <summary>Lines and tables of a page in reading order.</summary>
internal sealed class PdfPage
{
    /// <summary><see cref="PdfLine"/> and <see cref="PdfTable"/>.</summary>
    public List<object> Items { get; } = [];

    /// <summary>Heights between which the page lies, in the direction of its main text.</summary>
    public required double Top { get; init; }

    /// <summary>See <see cref="Top"/>.</summary>
    public required double Bottom { get; init; }

    public static PdfPage Read(Page page, CharacterCount count, ReadBudget budget)
    {
        var groups = PageGlyphs.Of(page, count);
        var main = groups.Count > 0 ? groups[0].Direction : Direction.Right;
        var corners = new[] { new PdfPoint(0, 0), new PdfPoint(page.Width, page.Height) }
            .Select(c => PageGlyphs.Turn(c, main).Y).ToList();
        var read = new PdfPage { Top = corners.Max(), Bottom = corners.Min() };
        foreach (var (direction, glyphs) in groups)
        {
            budget.Text(glyphs.Count);
            var tables = direction == main ? RuledTables.Take(page, direction, glyphs, budget) : [];
            read.Append(tables, glyphs, budget);
        }

        return read;
    }

    /// <summary>Tables take their place between the lines above and below them.</summary>
    private void Append(List<PdfTable> tables, List<Glyph> glyphs, ReadBudget budget)
    {
        var rest = glyphs;
        foreach (var table in tables)
        {
            var middle = (table.Top + table.Bottom) / 2;
            Items.AddRange(PageLayout.Items([.. rest.Where(g => g.Base > middle)], budget));
            rest = [.. rest.Where(g => g.Base <= middle)];
            Items.Add(table);
        }

        Items.AddRange(PageLayout.Items(rest, budget));
    }
}
