using Recipes.Documents.Structure;

namespace Recipes.Documents.Pdf;

/// <summary>Finds tables that are set in columns without ruling lines.</summary>
/// <remarks>Lengths are parts of the font's size; all are chosen by hand on financial reports, price lists and statutes.</remarks>
internal static class UnruledTable
{
    private const int FewestRows = 3;

    /// <summary>Width that all rows must leave free between two columns.</summary>
    private const double Gap = 1;

    /// <summary>Distance of two base lines within a table.</summary>
    private const double LargestStep = 2.6;

    /// <summary>Distance within which a row without its first cell goes on with the row above.</summary>
    private const double ContinuationStep = 1.6;

    /// <summary>Mean width from which a column holds sentences: two such columns are no table.</summary>
    private const double Sentence = 18;

    /// <summary>The table that begins at a row and how many rows it takes, or null.</summary>
    public static (PdfTable Table, int Rows)? At(List<PageRow> rows, int first, ReadBudget budget)
    {
        var (count, columns) = Extent(rows, first);
        if (count < FewestRows || columns.Count < 2)
        {
            return null;
        }

        var cells = rows.GetRange(first, count).ConvertAll(r => Cells(r, columns));
        if (!IsTable(cells, rows[first].Size, columns))
        {
            return null;
        }

        budget.Cells((long)count * columns.Count);
        return (new PdfTable
        {
            Top = rows[first].Base + rows[first].Size,
            Bottom = rows[first + count - 1].Base,
            Edges = [.. columns.Select(c => c.Left)],
            Rows = Joined(cells, rows, first),
        }, count);
    }

    /// <summary>The rows from the first on that leave the same gaps free, and the columns between these.</summary>
    private static (int Count, List<Span> Columns) Extent(List<PageRow> rows, int first)
    {
        if (rows[first].Fragments.Count < 2)
        {
            return (0, []);
        }

        var columns = Columns([], rows[first]);
        var count = 1;
        for (var i = first + 1; i < rows.Count && rows[i - 1].Base - rows[i].Base <= LargestStep * rows[i].Size; i++)
        {
            var next = Columns(columns, rows[i]);
            if (next.Count < Math.Max(2, columns.Count - 1) || IsHeading(rows[i]))
            {
                break; // a line across the columns, or the next heading
            }

            columns = next;
            count++;
        }

        while (count > 1 && rows[first + count - 1].Fragments.Count == 1)
        {
            count--; // what stands alone below the last row belongs to the text
        }

        return (count, columns);
    }

    private static bool IsHeading(PageRow row) => row.Fragments.Count == 1
        && LineBuilder.Line([.. row.Fragments[0].Glyphs]) is { } line && TypedLabel.At(line.Text) is not null;

    /// <summary>The columns with a row's fragments added: what lies closer than the gap is one.</summary>
    private static List<Span> Columns(List<Span> columns, PageRow row)
    {
        var merged = new List<Span>();
        foreach (var span in columns.Concat(row.Fragments.Select(f => new Span(f.Left, f.Right))).OrderBy(s => s.Left))
        {
            if (merged.Count > 0 && span.Left - merged[^1].Right < Gap * row.Size)
            {
                merged[^1] = merged[^1] with { Right = Math.Max(merged[^1].Right, span.Right) };
            }
            else
            {
                merged.Add(span);
            }
        }

        return merged;
    }

    private static PdfLine?[] Cells(PageRow row, List<Span> columns) => [.. columns.Select(c =>
        LineBuilder.Line([.. row.Fragments.Where(f => f.Left >= c.Left && f.Right <= c.Right).SelectMany(f => f.Glyphs)]))];

    private static bool IsTable(List<PdfLine?[]> cells, double size, List<Span> columns)
    {
        var filled = cells.Count(r => r.Count(c => c is not null) >= 2);
        if (filled < FewestRows || filled * 10 < cells.Count * (columns.Count == 2 ? 8 : 6))
        {
            return false;
        }

        var widths = Enumerable.Range(0, columns.Count).Select(i => MeanWidth(cells, i) / size).ToList();
        return widths.Count(w => w >= Sentence) < (columns.Count == 2 ? 1 : 2)
            && !cells.TrueForAll(r => r[0] is null || IsMark(r[0]!.Text)); // the branch before took the null
    }

    private static double MeanWidth(List<PdfLine?[]> cells, int column) =>
        cells.Select(r => r[column]).OfType<PdfLine>().Select(c => c.Right - c.Left).DefaultIfEmpty(0).Average();

    /// <summary>A bullet or a number: its column and the next are a list.</summary>
    private static bool IsMark(string text) => text.Length <= 2 || TypedLabel.At(text + " x") is { } label && label.Rest > text.Length;

    private static List<CellDraft[]> Joined(List<PdfLine?[]> cells, List<PageRow> rows, int first)
    {
        var texts = new List<string[]>();
        for (var i = 0; i < cells.Count; i++)
        {
            var texted = Array.ConvertAll(cells[i], c => c?.Text ?? "");
            if (i > 0 && texted[0].Length == 0 && rows[first + i - 1].Base - rows[first + i].Base <= ContinuationStep * rows[first + i].Size)
            {
                texts[^1] = [.. texts[^1].Zip(texted, TextCleaner.Join)];
            }
            else
            {
                texts.Add(texted);
            }
        }

        return texts.ConvertAll(r => Array.ConvertAll(r, t => t.Length == 0 ? CellDraft.Blank : new CellDraft { Value = t }));
    }

    private readonly record struct Span(double Left, double Right);
}
