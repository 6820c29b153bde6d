using Recipes.Documents.Structure;

namespace Recipes.Documents.Sheets;

/// <summary>The cells of a sheet that hold text, and the tables that blank rows divide them into.</summary>
internal sealed class SheetGrid(ReadBudget budget)
{
    private readonly SortedDictionary<int, Dictionary<int, CellDraft>> _rows = [];
    private readonly List<(int Top, int Left, int Bottom, int Right)> _merges = [];

    /// <summary>Row and column of a reference such as B12, from 1 and from 0; null where it is none.</summary>
    public static (int Row, int Column)? Place(string? reference)
    {
        if (reference is null)
        {
            return null;
        }

        var i = 0;
        var column = 0;
        while (i < reference.Length && char.IsAsciiLetter(reference[i]) && i < 4)
        {
            column = (column * 26) + (char.ToUpperInvariant(reference[i++]) - 'A' + 1);
        }

        return i > 0 && int.TryParse(reference.AsSpan(i), CultureInfo.InvariantCulture, out var row) ? (row, column - 1) : null;
    }

    public void Add(int row, int column, string text)
    {
        budget.Cells(1);
        if (!_rows.TryGetValue(row, out var cells))
        {
            _rows[row] = cells = [];
        }

        cells[column] = new CellDraft { Value = text };
    }

    public void Merge(string? range)
    {
        var ends = range?.Split(':');
        if (ends is { Length: 2 } && Place(ends[0]) is { } first && Place(ends[1]) is { } last)
        {
            _merges.Add((first.Row, first.Column, last.Row, last.Column));
        }
    }

    /// <summary>Tables and single lines in reading order.</summary>
    public List<Draft> Regions()
    {
        FillMerges();
        var drafts = new List<Draft>();
        var region = new List<Dictionary<int, CellDraft>>();
        var last = 0;
        foreach (var (row, cells) in _rows)
        {
            if (region.Count > 0 && row > last + 1)
            {
                Flush(drafts, region);
            }

            region.Add(cells);
            last = row;
        }

        Flush(drafts, region);
        return drafts;
    }

    /// <summary>Merged places take the cell of their upper left corner, as far as rows with text reach.</summary>
    private void FillMerges()
    {
        if (_rows.Count == 0)
        {
            return;
        }

        var lastRow = _rows.Keys.Last();
        var lastColumn = _rows.Values.Max(r => r.Keys.Max());
        foreach (var (top, left, bottom, right) in _merges)
        {
            if (!_rows.TryGetValue(top, out var cells) || !cells.TryGetValue(left, out var corner))
            {
                continue;
            }

            for (var row = top; row <= Math.Min(bottom, lastRow); row++)
            {
                FillRow(row, left, Math.Min(right, lastColumn), corner);
            }
        }
    }

    private void FillRow(int row, int left, int right, CellDraft corner)
    {
        if (!_rows.TryGetValue(row, out var cells))
        {
            return; // a row of nothing but the merged cell's lower part
        }

        for (var column = left; column <= right; column++)
        {
            budget.Cells(1);
            cells.TryAdd(column, corner);
        }
    }

    private void Flush(List<Draft> drafts, List<Dictionary<int, CellDraft>> region)
    {
        while (region.Count > 0 && IsLine(region[0]))
        {
            drafts.Add(new ParagraphDraft { Text = region[0].Values.First().Value });
            region.RemoveAt(0);
        }

        if (region.Count > 0)
        {
            drafts.Add(ToTable(region));
            region.Clear();
        }
    }

    /// <summary>Whether a row says one thing: a title, a remark.</summary>
    private static bool IsLine(Dictionary<int, CellDraft> row) => row.Values.Distinct().Count() == 1;

    private TableDraft ToTable(List<Dictionary<int, CellDraft>> region)
    {
        var columns = region.SelectMany(r => r.Keys).Distinct().Order().ToList();
        budget.Cells((long)columns.Count * region.Count);
        return new TableDraft
        {
            Rows = region.ConvertAll(r => columns.ConvertAll(c => r.TryGetValue(c, out var cell) ? cell : CellDraft.Blank).ToArray()),
            HasDistinctFirstRow = true, // who makes a sheet names its columns; HeaderRule still asks for names
        };
    }
}
