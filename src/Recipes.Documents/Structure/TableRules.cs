using Recipes.Core;

namespace Recipes.Documents.Structure;

/// <summary>Turns a grid into rows whose cells know their columns, and layout tables back into paragraphs.</summary>
internal static class TableRules
{
    /// <summary>Blocks for rows and drafts for what stands across the table, in reading order.</summary>
    /// <param name="table">The grid.</param>
    /// <param name="number">The number its rows share.</param>
    public static List<object> Parts(TableDraft table, int number)
    {
        var parts = new List<object>();
        var rows = table.Rows;
        var first = 0;
        while (first < rows.Count && IsAcross(rows[first]))
        {
            parts.AddRange(rows[first++][0].Flow); // captions above the header
        }

        var header = HeaderRule.Count(table, first);
        var columns = ColumnNames(rows, first, header);
        var shown = new HashSet<CellDraft>(ReferenceEqualityComparer.Instance);
        for (var i = first + header; i < rows.Count; i++)
        {
            AddRow(parts, rows[i], i > 0 ? rows[i - 1] : null, columns, number);
            AddNested(parts, rows[i], shown);
        }

        return parts;
    }

    /// <summary>Whether one cell covers the whole row: a caption, a remark, or the only column of a layout table.</summary>
    public static bool IsAcross(CellDraft[] row) => row.Length > 0 && Array.TrueForAll(row, c => ReferenceEquals(c, row[0]));

    private static void AddRow(List<object> parts, CellDraft[] row, CellDraft[]? above, string[] columns, int number)
    {
        if (IsAcross(row))
        {
            if (above is null || !ReferenceEquals(above[0], row[0]))
            {
                parts.AddRange(row[0].Flow.OfType<ParagraphDraft>());
            }

            return;
        }

        var cells = new List<Cell>(row.Length);
        for (var start = 0; start < row.Length;)
        {
            var end = start + 1;
            while (end < row.Length && ReferenceEquals(row[end], row[start]) && row[end] != CellDraft.Blank)
            {
                end++;
            }

            cells.Add(new(string.Join(" / ", columns[start..end].Where(c => c.Length > 0).Distinct()), row[start].Text));
            start = end;
        }

        if (cells.Any(c => c.Value.Length > 0))
        {
            var text = string.Join(" | ", cells.Select(c => c.Value));
            parts.Add(new Block { Kind = BlockKind.TableRow, Text = text, Cells = cells, Table = number });
        }
    }

    /// <summary>Tables inside the row's cells follow it, each cell's once however many rows it covers.</summary>
    private static void AddNested(List<object> parts, CellDraft[] row, HashSet<CellDraft> shown)
    {
        foreach (var cell in row)
        {
            if (shown.Add(cell))
            {
                parts.AddRange(cell.Flow.OfType<TableDraft>());
            }
        }
    }

    private static string[] ColumnNames(IReadOnlyList<CellDraft[]> rows, int first, int header)
    {
        var names = new string[rows.Count == 0 ? 0 : rows[0].Length];
        for (var column = 0; column < names.Length; column++)
        {
            var words = new List<string>();
            for (var row = first; row < first + header; row++)
            {
                var word = rows[row][column].Name;
                if (word.Length > 0 && !words.Contains(word))
                {
                    words.Add(word);
                }
            }

            names[column] = string.Join(" / ", words);
        }

        return names;
    }
}
