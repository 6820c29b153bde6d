using Recipes.Documents.Structure;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;

namespace Recipes.Documents.Pdf;

/// <summary>A table drawn with lines.</summary>
internal sealed class PdfTable
{
    public required double Top { get; init; }

    public required double Bottom { get; init; }

    /// <summary>Its columns' edges from left to right.</summary>
    public required IReadOnlyList<double> Edges { get; init; }

    public required List<CellDraft[]> Rows { get; init; }
}

/// <summary>Finds grids of ruling lines, and takes the letters inside them as cells.</summary>
internal static class RuledTables
{
    /// <summary>Distance in points within which two lines meet, or count as one.</summary>
    internal const double Near = 3;

    /// <summary>A filled box thinner than this is a line.</summary>
    private const double Thin = 3;

    /// <summary>Drawings with more lines than this are pictures or maps.</summary>
    private const int MostLines = 5000;

    private const int MostCells = 20_000;

    /// <summary>The tables of a page from top to bottom; their letters are removed from <paramref name="glyphs"/>.</summary>
    public static List<PdfTable> Take(Page page, Direction direction, List<Glyph> glyphs, ReadBudget budget)
    {
        var (across, down) = Rulings(page, direction);
        if (across.Count < 2 || down.Count < 2 || across.Count > MostLines || down.Count > MostLines)
        {
            return [];
        }

        var tables = new List<PdfTable>();
        foreach (var grid in Grids(across, down, budget))
        {
            if (Fill(grid, glyphs, budget) is { } table)
            {
                tables.Add(table);
            }
        }

        return [.. tables.OrderByDescending(t => t.Top)];
    }

    private static (List<Ruling> Across, List<Ruling> Down) Rulings(Page page, Direction direction)
    {
        var across = new List<Ruling>();
        var down = new List<Ruling>();
        foreach (var path in page.Paths)
        {
            if (path.IsClipping || !(path.IsStroked || path.IsFilled))
            {
                continue;
            }

            foreach (var subpath in path)
            {
                AddSubpath(subpath, path.IsStroked, direction, across, down);
            }
        }

        return (Merged(across), Merged(down));
    }

    private static void AddSubpath(
        PdfSubpath subpath, bool isStroked, Direction direction, List<Ruling> across, List<Ruling> down)
    {
        if (subpath.GetBoundingRectangle() is { } box && (box.Width <= Thin || box.Height <= Thin))
        {
            AddLine(new(box.Left, box.Bottom), new(box.Right, box.Top), direction, across, down);
            return;
        }

        if (!isStroked)
        {
            return; // shading
        }

        foreach (var line in subpath.Commands.OfType<PdfSubpath.Line>())
        {
            AddLine(line.From, line.To, direction, across, down);
        }

        if (subpath.Commands.Any(c => c is PdfSubpath.Close) && subpath.Commands.OfType<PdfSubpath.Line>().ToList() is { Count: > 1 } sides)
        {
            AddLine(sides[^1].To, sides[0].From, direction, across, down);
        }
    }

    private static void AddLine(PdfPoint from, PdfPoint to, Direction direction, List<Ruling> across, List<Ruling> down)
    {
        var (a, b) = (PageGlyphs.Turn(from, direction), PageGlyphs.Turn(to, direction));
        var (width, height) = (Math.Abs(a.X - b.X), Math.Abs(a.Y - b.Y));
        if (height <= Thin && width > height)
        {
            across.Add(new((a.Y + b.Y) / 2, Math.Min(a.X, b.X), Math.Max(a.X, b.X)));
        }
        else if (width <= Thin && height > width)
        {
            down.Add(new((a.X + b.X) / 2, Math.Min(a.Y, b.Y), Math.Max(a.Y, b.Y)));
        }
    }

    /// <summary>Pieces of one line in one: cells are often drawn side by side.</summary>
    private static List<Ruling> Merged(List<Ruling> rulings)
    {
        var merged = new List<Ruling>();
        var level = new List<Ruling>();
        foreach (var ruling in rulings.OrderBy(r => r.At))
        {
            if (level.Count > 0 && ruling.At - level[0].At > Near)
            {
                MergeLevel(merged, level);
            }

            level.Add(ruling);
        }

        MergeLevel(merged, level);
        return merged;
    }

    private static void MergeLevel(List<Ruling> merged, List<Ruling> level)
    {
        if (level.Count == 0)
        {
            return;
        }

        var at = level.Average(r => r.At);
        var (from, to) = (double.NaN, double.NaN);
        foreach (var ruling in level.OrderBy(r => r.From))
        {
            if (ruling.From > to + Near)
            {
                merged.Add(new(at, from, to));
                from = double.NaN;
            }

            (from, to) = double.IsNaN(from) ? (ruling.From, ruling.To) : (from, Math.Max(to, ruling.To));
        }

        merged.Add(new(at, from, to));
        level.Clear();
    }

    /// <summary>Lines that hang together by crossings.</summary>
    private static IEnumerable<Grid> Grids(List<Ruling> across, List<Ruling> down, ReadBudget budget)
    {
        var group = new int[across.Count + down.Count];
        for (var i = 0; i < group.Length; i++)
        {
            group[i] = i;
        }

        for (var i = 0; i < across.Count; i++)
        {
            budget.Tick();
            for (var j = 0; j < down.Count; j++)
            {
                if (across[i].Meets(down[j]))
                {
                    group[Root(group, i)] = Root(group, across.Count + j);
                }
            }
        }

        return Enumerable.Range(0, group.Length)
            .GroupBy(i => Root(group, i))
            .Select(g => new Grid(
                [.. g.Where(i => i < across.Count).Select(i => across[i])],
                [.. g.Where(i => i >= across.Count).Select(i => down[i - across.Count])]))
            .Where(g => g.Across.Count >= 2 && g.Down.Count >= 3 && g.Columns > 1 && (long)g.Rows * g.Columns <= MostCells);
    }

    private static int Root(int[] group, int i)
    {
        while (group[i] != i)
        {
            i = group[i] = group[group[i]];
        }

        return i;
    }

    private static PdfTable? Fill(Grid grid, List<Glyph> glyphs, ReadBudget budget)
    {
        budget.Cells((long)grid.Rows * grid.Columns);
        var region = Regions(grid);
        var inside = new Dictionary<int, List<Glyph>>();
        var kept = new List<Glyph>(glyphs.Count);
        foreach (var glyph in glyphs)
        {
            if (grid.Place((glyph.Left + glyph.Right) / 2, glyph.Base + (0.3 * glyph.Size)) is { } place)
            {
                var key = Root(region, place);
                (inside.TryGetValue(key, out var cell) ? cell : inside[key] = []).Add(glyph);
            }
            else
            {
                kept.Add(glyph);
            }
        }

        if (inside.Count < 2)
        {
            return null; // a frame around text, the axes of a chart
        }

        glyphs.Clear();
        glyphs.AddRange(kept);
        return new PdfTable
        {
            Top = grid.Top,
            Bottom = grid.Bottom,
            Edges = grid.Xs,
            Rows = CellRows(grid, region, inside, budget),
        };
    }

    private static List<CellDraft[]> CellRows(
        Grid grid, int[] region, Dictionary<int, List<Glyph>> inside, ReadBudget budget)
    {
        var lines = inside.ToDictionary(c => c.Key, c => PageLayout.Lines(c.Value, budget));
        var tall = Enumerable.Range(0, region.Length)
            .GroupBy(i => Root(region, i))
            .Where(g => g.First() / grid.Columns != g.Last() / grid.Columns)
            .Select(g => g.Key)
            .ToHashSet();
        var cells = new Dictionary<int, CellDraft>();
        var rows = new List<CellDraft[]>();
        for (var row = 0; row < grid.Rows; row++)
        {
            var keys = Enumerable.Range(row * grid.Columns, grid.Columns).Select(i => Root(region, i)).ToArray();
            var height = keys.Any(tall.Contains) ? 1 : RowsWithoutLines(keys, lines);
            for (var part = 0; part < height; part++)
            {
                rows.Add([.. keys.Select(k => Cell(cells, lines, k, height == 1 ? -1 : part))]);
            }
        }

        return rows;
    }

    /// <summary>The cell of a region, or of one line of it.</summary>
    private static CellDraft Cell(Dictionary<int, CellDraft> cells, Dictionary<int, List<PdfLine>> lines, int key, int part)
    {
        if (cells.TryGetValue(key, out var cell) && part <= 0)
        {
            return cell;
        }

        var texts = lines.TryGetValue(key, out var found) ? found.Select(l => l.Text) : [];
        var value = part < 0 ? texts.Aggregate("", TextCleaner.Join) : texts.ElementAtOrDefault(part) ?? "";
        return cells[key] = new CellDraft { Value = value };
    }

    /// <summary>How many rows stand between two ruling lines: more than one where every cell has as many lines at the
    /// same heights, as in tables ruled at every fifth row.</summary>
    private static int RowsWithoutLines(int[] keys, Dictionary<int, List<PdfLine>> lines)
    {
        var filled = keys.Distinct().Where(lines.ContainsKey).Select(k => lines[k]).Where(l => l.Count > 0).ToList();
        var height = filled.Count == 0 ? 1 : filled[0].Count;
        if (height < 2 || filled.Count < 2 || (filled.Count == 2 && height == 2))
        {
            return 1;
        }

        var isAligned = filled.TrueForAll(l => l.Count == height
            && l.Zip(filled[0]).All(p => Math.Abs(p.First.Base - p.Second.Base) < 0.5 * p.Second.Size));
        return isAligned ? height : 1;
    }

    /// <summary>Elementary cells without a line between them are one; each array entry leads to its region's root.</summary>
    private static int[] Regions(Grid grid)
    {
        var region = Enumerable.Range(0, grid.Rows * grid.Columns).ToArray();
        for (var row = 0; row < grid.Rows; row++)
        {
            for (var column = 0; column < grid.Columns; column++)
            {
                var i = (row * grid.Columns) + column;
                if (column > 0 && !grid.HasLineLeftOf(row, column))
                {
                    region[Root(region, i)] = Root(region, i - 1);
                }

                if (row > 0 && !grid.HasLineAbove(row, column))
                {
                    region[Root(region, i)] = Root(region, i - grid.Columns);
                }
            }
        }

        return region;
    }
}
