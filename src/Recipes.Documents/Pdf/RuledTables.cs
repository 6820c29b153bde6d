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
    private const double Near = 3;

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
        var cells = new Dictionary<int, CellDraft>();
        var rows = new List<CellDraft[]>();
        for (var row = 0; row < grid.Rows; row++)
        {
            rows.Add([.. Enumerable.Range(row * grid.Columns, grid.Columns).Select(i => CellAt(Root(region, i)))]);
        }

        return new PdfTable { Top = grid.Top, Bottom = grid.Bottom, Edges = grid.Xs, Rows = rows };

        CellDraft CellAt(int key) => cells.TryGetValue(key, out var cell)
            ? cell
            : cells[key] = new CellDraft { Value = inside.TryGetValue(key, out var letters) ? CellText(letters, budget) : "" };
    }

    private static string CellText(List<Glyph> glyphs, ReadBudget budget) =>
        PageLayout.Lines(glyphs, budget).Select(l => l.Text).Aggregate("", TextCleaner.Join);

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

    /// <summary>A straight line: its fixed coordinate, and where it runs from and to.</summary>
    private readonly record struct Ruling(double At, double From, double To)
    {
        public bool Meets(Ruling other) =>
            other.At >= From - Near && other.At <= To + Near && At >= other.From - Near && At <= other.To + Near;

        public bool Covers(double place) => place >= From - Near && place <= To + Near;
    }

    private sealed class Grid
    {
        private readonly double[] _ys; // from top to bottom

        public Grid(List<Ruling> across, List<Ruling> down)
        {
            Across = across;
            Down = down;
            Xs = Distinct(down.Select(d => d.At));
            _ys = Distinct(across.Select(a => a.At));
            Array.Reverse(_ys);
        }

        public List<Ruling> Across { get; }

        public List<Ruling> Down { get; }

        public double[] Xs { get; }

        public int Rows => Math.Max(0, _ys.Length - 1);

        public int Columns => Math.Max(0, Xs.Length - 1);

        public double Top => _ys[0];

        public double Bottom => _ys[^1];

        /// <summary>Index of the elementary cell at a point, or null outside.</summary>
        public int? Place(double x, double y)
        {
            if (x < Xs[0] || x > Xs[^1] || y > _ys[0] || y < _ys[^1])
            {
                return null;
            }

            var column = Math.Min(Columns - 1, Xs.AsSpan(1).ToArray().TakeWhile(edge => edge < x).Count());
            var row = Math.Min(Rows - 1, _ys.Skip(1).TakeWhile(edge => edge > y).Count());
            return (row * Columns) + column;
        }

        public bool HasLineLeftOf(int row, int column)
        {
            var middle = (_ys[row] + _ys[row + 1]) / 2;
            return Down.Any(d => Math.Abs(d.At - Xs[column]) <= Near && d.Covers(middle));
        }

        public bool HasLineAbove(int row, int column)
        {
            var middle = (Xs[column] + Xs[column + 1]) / 2;
            return Across.Any(a => Math.Abs(a.At - _ys[row]) <= Near && a.Covers(middle));
        }

        private static double[] Distinct(IEnumerable<double> places)
        {
            var distinct = new List<double>();
            foreach (var place in places.Order())
            {
                if (distinct.Count == 0 || place - distinct[^1] > Near)
                {
                    distinct.Add(place);
                }
            }

            return [.. distinct];
        }
    }
}
