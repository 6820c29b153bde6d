namespace Recipes.Documents.Structure;

/// <summary>Finds how many rows of a table name its columns: what the file marks, else what looks like names.</summary>
internal static class HeaderRule
{
    /// <summary>A longer cell is a sentence, not a name; chosen by hand.</summary>
    private const int LongestName = 40;

    /// <summary>What may stand in a number, a date, a share or a range.</summary>
    private const string NumberSigns = ".,-–－%/:+ ¥$￥()~≥≤<>±";

    /// <summary>Rows from <paramref name="first"/> on that are header; 0 for none. At least one data row stays.</summary>
    public static int Count(TableDraft table, int first)
    {
        var rows = table.Rows;
        if (first >= rows.Count)
        {
            return 0;
        }

        var marked = table.HeaderRows - first;
        var depth = marked > 0 ? marked : Depth(rows, first);
        return HasText(rows, first + depth) && (marked > 0 || LooksLikeNames(table, first, depth)) ? depth : 0;
    }

    /// <summary>A header above nothing but blanks is itself what the table says.</summary>
    private static bool HasText(IReadOnlyList<CellDraft[]> rows, int start) =>
        rows.Skip(start).Any(r => !TableRules.IsAcross(r) && r.Any(c => c.Text.Length > 0));

    /// <summary>Rows that the cells of the first row reach down to, if a cell beside them is split into columns.</summary>
    private static int Depth(IReadOnlyList<CellDraft[]> rows, int first)
    {
        var top = rows[first];
        var isSplit = false;
        for (var column = 1; column < top.Length; column++)
        {
            isSplit |= ReferenceEquals(top[column], top[column - 1]) && top[column] != CellDraft.Blank;
        }

        var depth = 1;
        while (isSplit && first + depth < rows.Count && SharesCell(top, rows[first + depth]))
        {
            depth++;
        }

        return depth;
    }

    private static bool SharesCell(CellDraft[] top, CellDraft[] row)
    {
        for (var column = 0; column < top.Length; column++)
        {
            if (ReferenceEquals(top[column], row[column]) && top[column] != CellDraft.Blank)
            {
                return true;
            }
        }

        return false;
    }

    private static bool LooksLikeNames(TableDraft table, int first, int depth)
    {
        var names = table.Rows[first].Distinct(ReferenceEqualityComparer.Instance).Cast<CellDraft>().Select(c => c.Text).ToList();
        if (names.Count < 2 || names.Skip(1).Any(n => n.Length == 0) || names.Distinct().Count() < names.Count
            || !names.TrueForAll(IsName))
        {
            return false;
        }

        return depth > 1 || table.HasDistinctFirstRow || HasNumberColumn(table.Rows, first)
            || (table.Rows[first].Length > 2 && !LooksLikeForm(table.Rows, first));
    }

    private static bool IsName(string text) =>
        text.Length <= LongestName && !text.EndsWith('：') && !text.EndsWith(':') && !text.EndsWith('。')
        && !IsNumber(text) && !text.Contains("{{", StringComparison.Ordinal);

    /// <summary>A word above a column of numbers names it.</summary>
    private static bool HasNumberColumn(IReadOnlyList<CellDraft[]> rows, int first)
    {
        for (var column = 0; column < rows[first].Length; column++)
        {
            var below = rows.Skip(first + 1).Select(r => r[column].Text).Where(t => t.Length > 0).ToList();
            if (below.Count > 0 && below.TrueForAll(IsNumber))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A form divides its rows differently and leaves blanks to fill in: no row of it names columns.</summary>
    private static bool LooksLikeForm(IReadOnlyList<CellDraft[]> rows, int first)
    {
        var cells = rows[first].Distinct(ReferenceEqualityComparer.Instance).Count();
        var columns = rows[first].Length;
        var others = rows.Skip(first + 1).Count(r =>
            !r.Contains(CellDraft.Blank) && r.Distinct(ReferenceEqualityComparer.Instance).Count() != cells);
        return cells < columns || others * 2 > rows.Count - first - 1;
    }

    private static bool IsNumber(string text) =>
        text.Any(char.IsDigit) && text.All(c => char.IsDigit(c) || NumberSigns.Contains(c, StringComparison.Ordinal));
}
