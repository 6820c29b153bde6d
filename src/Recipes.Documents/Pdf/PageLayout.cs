namespace Recipes.Documents.Pdf;

/// <summary>Letters to lines in reading order: one column after the other where the page has columns.</summary>
/// <remarks>All factors are parts of the font's size, chosen by hand on two-column papers, forms and statutes.</remarks>
internal static class PageLayout
{
    private const double SameLine = 0.4;
    private const double Gutter = 0.9;
    private const int FewestRows = 4;

    /// <summary>Width in font sizes from which both sides of a gutter are prose whatever their order in the file.</summary>
    private const double WideProse = 15;

    /// <summary>The same where the file writes the left side first.</summary>
    private const double Prose = 8;

    /// <summary>The lines of a cell.</summary>
    public static List<PdfLine> Lines(List<Glyph> glyphs, ReadBudget budget)
    {
        var lines = new List<object>();
        AppendBlock(lines, Rows(Fragments(glyphs)), hasTables: false, budget);
        return lines.ConvertAll(l => (PdfLine)l);
    }

    /// <summary>The lines of a page, and tables that are drawn without lines.</summary>
    public static List<object> Items(List<Glyph> glyphs, ReadBudget budget)
    {
        var items = new List<object>();
        AppendBlock(items, Rows(Fragments(glyphs)), hasTables: true, budget);
        return items;
    }

    /// <summary>Letters that follow each other in the file and on the page.</summary>
    private static List<PageFragment> Fragments(List<Glyph> glyphs)
    {
        var fragments = new List<PageFragment>();
        PageFragment? current = null;
        foreach (var glyph in glyphs)
        {
            if (current is null || !current.Continues(glyph))
            {
                fragments.Add(current = new PageFragment());
            }

            current.Add(glyph);
        }

        fragments.RemoveAll(f => f.Glyphs.TrueForAll(g => string.IsNullOrWhiteSpace(g.Text)));
        return fragments;
    }

    private static List<PageRow> Rows(List<PageFragment> fragments)
    {
        var rows = new List<PageRow>();
        foreach (var fragment in fragments.OrderByDescending(f => f.Base).ThenBy(f => f.Left))
        {
            if (rows.Count == 0 || rows[^1].Base - fragment.Base > SameLine * Math.Min(rows[^1].Size, fragment.Size))
            {
                rows.Add(new PageRow(fragment.Base, fragment.Size));
            }

            rows[^1].Fragments.Add(fragment);
        }

        foreach (var row in rows)
        {
            row.Fragments.Sort((a, b) => a.Left.CompareTo(b.Left));
        }

        return rows;
    }

    private static void AppendBlock(List<object> items, List<PageRow> rows, bool hasTables, ReadBudget budget)
    {
        var single = new List<PdfLine>();
        for (var i = 0; i < rows.Count;)
        {
            budget.Tick();
            var (count, gutter) = ColumnRun(rows, i);
            if (count < FewestRows || !IsProse(rows, i, count, gutter))
            {
                if (hasTables && UnruledTable.At(rows, i, budget) is { } table)
                {
                    items.Add(table.Table);
                    i += table.Rows;
                    continue;
                }

                AppendLine(items, single, rows[i]);
                i++;
                continue;
            }

            var run = rows.GetRange(i, count);
            AppendBlock(items, Rows([.. run.SelectMany(r => r.Fragments.Where(f => f.Right <= gutter))]), hasTables, budget);
            AppendBlock(items, Rows([.. run.SelectMany(r => r.Fragments.Where(f => f.Right > gutter))]), hasTables, budget);
            i += count;
        }

        if (single.Count > 0)
        {
            var left = -Edge(single, l => -l.Left);
            var right = Edge(single, l => l.Right);
            single.ForEach(l => (l.ColumnLeft, l.ColumnRight) = (left, right));
        }
    }

    /// <summary>The farthest place that several lines reach: one line alone may stand out of the column.</summary>
    private static double Edge(List<PdfLine> lines, Func<PdfLine, double> place)
    {
        var places = lines.Select(place).OrderDescending().ToList();
        var several = Math.Min(places.Count, Math.Max(3, places.Count / 10));
        for (var i = 0; i + several <= places.Count; i++)
        {
            if (places[i] - places[i + several - 1] <= lines[0].Size)
            {
                return places[i];
            }
        }

        return places[0];
    }

    private static void AppendLine(List<object> items, List<PdfLine> single, PageRow row)
    {
        if (LineBuilder.Line([.. row.Fragments.SelectMany(f => f.Glyphs)]) is { } line)
        {
            items.Add(line);
            single.Add(line);
        }
    }

    /// <summary>How many rows from <paramref name="first"/> on leave one gap free, and the middle of that gap.</summary>
    private static (int Count, double Gutter) ColumnRun(List<PageRow> rows, int first)
    {
        var best = (Count: 0, Gutter: 0.0);
        foreach (var (left, right) in Gaps(rows[first]))
        {
            var (low, high) = (left, right);
            var count = 1;
            while (first + count < rows.Count && Narrow(rows[first + count], ref low, ref high))
            {
                count++;
            }

            if (count > best.Count)
            {
                best = (count, (low + high) / 2);
            }
        }

        return best;
    }

    private static IEnumerable<(double Left, double Right)> Gaps(PageRow row)
    {
        for (var i = 1; i < row.Fragments.Count; i++)
        {
            var (left, right) = (row.Fragments[i - 1].Right, row.Fragments[i].Left);
            if (right - left >= Gutter * row.Size)
            {
                yield return (left, right);
            }
        }
    }

    /// <summary>Narrows a gap to what the row leaves free; no where nothing wide enough is left.</summary>
    private static bool Narrow(PageRow row, ref double low, ref double high)
    {
        var (newLow, newHigh) = (low, high);
        foreach (var fragment in row.Fragments)
        {
            if (fragment.Right <= newLow || fragment.Left >= newHigh)
            {
                continue;
            }

            // A fragment that covers the gap ends the run; one that reaches into it narrows it.
            if (fragment.Left <= newLow && fragment.Right >= newHigh)
            {
                return false;
            }

            if ((fragment.Left + fragment.Right) / 2 < (newLow + newHigh) / 2)
            {
                newLow = fragment.Right;
            }
            else
            {
                newHigh = fragment.Left;
            }
        }

        if (newHigh - newLow < Gutter * row.Size)
        {
            return false;
        }

        (low, high) = (newLow, newHigh);
        return true;
    }

    /// <summary>Text in columns has long lines on both sides and is written column by column; a table has neither.</summary>
    private static bool IsProse(List<PageRow> rows, int first, int count, double gutter)
    {
        var left = new Side();
        var right = new Side();
        var (columnwise, both) = (0, 0);
        for (var i = first; i < first + count; i++)
        {
            var isLeft = left.Add(rows[i], f => f.Right <= gutter);
            var isRight = right.Add(rows[i], f => f.Right > gutter);
            if (isLeft && isRight)
            {
                both++;
                columnwise += left.LastOrder + 1 < right.LastOrder && !Follows(rows[i], gutter) ? 1 : 0;
            }
        }

        if (left.Rows < FewestRows - 1 || right.Rows < FewestRows - 1 || both == 0)
        {
            return false;
        }

        var narrower = Math.Min(left.Width, right.Width);
        return narrower >= WideProse || (narrower >= Prose && columnwise * 2 > both);
    }

    /// <summary>Whether the right side's first letter comes right behind the left side's last in the file.</summary>
    private static bool Follows(PageRow row, double gutter)
    {
        var left = row.Fragments.Last(f => f.Right <= gutter);
        var right = row.Fragments.First(f => f.Right > gutter);
        const int between = 3; // letters of white space that the fragments do not hold
        return right.Glyphs[0].Order - left.Glyphs[^1].Order <= between;
    }

    private sealed class Side
    {
        private double _width;

        public int Rows { get; private set; }

        public int LastOrder { get; private set; }

        /// <summary>Mean width of its rows in font sizes.</summary>
        public double Width => Rows == 0 ? 0 : _width / Rows;

        public bool Add(PageRow row, Func<PageFragment, bool> isHere)
        {
            var fragments = row.Fragments.Where(isHere).ToList();
            if (fragments.Count == 0)
            {
                return false;
            }

            Rows++;
            _width += fragments.Sum(f => (f.Right - f.Left) / f.Size);
            LastOrder = fragments[0].Glyphs[0].Order;
            return true;
        }
    }
}
