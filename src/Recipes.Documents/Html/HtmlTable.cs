using AngleSharp.Dom;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Html;

/// <summary>Reads a table into a grid with merged cells repeated, and tells data from layout.</summary>
internal static class HtmlTable
{
    /// <summary>A cell longer than this holds a text, not a value; chosen by hand.</summary>
    private const int LongestValue = 600;

    private const int MostSpan = 1000;

    /// <summary>Tables that hold tables, headings or long texts divide a page; those with a header never do.</summary>
    public static bool IsLayout(IElement table)
    {
        if (table.GetAttribute("role") is "presentation" or "none")
        {
            return true;
        }

        var rows = Rows(table).ToList();
        if (rows.Exists(r => Cells(r).Any(c => c.LocalName == "th")) || table.Children.Any(c => c.LocalName is "caption" or "thead"))
        {
            return false;
        }

        return rows.Count == 1 || rows.TrueForAll(HasOneValue) || table.QuerySelector("table, h1, h2, h3, h4, form, article, section") is not null
            || rows.Exists(r => Cells(r).Any(c => c.TextContent.Length > LongestValue));
    }

    /// <summary>Cells without text around one with text are its margins.</summary>
    private static bool HasOneValue(IElement row) => Cells(row).Count(c => !string.IsNullOrWhiteSpace(c.TextContent)) < 2;

    /// <summary>The grid, or null where it has no cell.</summary>
    /// <param name="table">The element.</param>
    /// <param name="read">Reads what is in a cell.</param>
    /// <param name="budget">Pays for every place of the grid.</param>
    public static TableDraft? Read(IElement table, Func<IElement, List<Draft>> read, ReadBudget budget)
    {
        var rows = Rows(table).ToList();
        var grid = rows.ConvertAll(_ => new List<CellDraft?>());
        for (var y = 0; y < rows.Count; y++)
        {
            var x = 0;
            foreach (var cell in Cells(rows[y]))
            {
                budget.Tick();
                while (x < grid[y].Count && grid[y][x] is not null)
                {
                    x++;
                }

                var (width, height) = (Span(cell, "colspan"), Math.Min(rows.Count - y, Span(cell, "rowspan")));
                budget.Cells((long)width * height);
                var draft = new CellDraft { Flow = read(cell) };
                for (var dy = 0; dy < height; dy++)
                {
                    Place(grid[y + dy], x, width, draft);
                }

                x += width;
            }
        }

        return Draft(rows, grid);
    }

    private static TableDraft? Draft(List<IElement> rows, List<List<CellDraft?>> grid)
    {
        var columns = grid.Count == 0 ? 0 : grid.Max(r => r.Count);
        return columns == 0 ? null : new TableDraft
        {
            Rows = grid.ConvertAll(r => r.Concat(Enumerable.Repeat<CellDraft?>(null, columns - r.Count)).Select(c => c ?? CellDraft.Blank).ToArray()),
            HeaderRows = rows.TakeWhile(IsHeader).Count() is var header && header < rows.Count ? header : 0,
        };
    }

    private static bool IsHeader(IElement row) =>
        row.ParentElement is { LocalName: "thead" } || (Cells(row).Count() > 1 && Cells(row).All(c => c.LocalName == "th"));

    private static void Place(List<CellDraft?> row, int x, int width, CellDraft cell)
    {
        while (row.Count < x + width)
        {
            row.Add(null);
        }

        for (var i = x; i < x + width; i++)
        {
            row[i] ??= cell;
        }
    }

    private static int Span(IElement cell, string name) =>
        int.TryParse(cell.GetAttribute(name), CultureInfo.InvariantCulture, out var span) ? Math.Clamp(span, 1, MostSpan) : 1;

    private static IEnumerable<IElement> Rows(IElement table) => table.Children
        .SelectMany(c => c.LocalName is "tbody" or "thead" or "tfoot" ? c.Children : Enumerable.Repeat(c, 1))
        .Where(c => c.LocalName == "tr" && HtmlNames.IsLeftOut(c) is null);

    private static IEnumerable<IElement> Cells(IElement row) =>
        row.Children.Where(c => c.LocalName is "td" or "th" && HtmlNames.IsLeftOut(c) is null);
}
