using Recipes.Core;

namespace Recipes.Stages.Extract;

/// <summary>A table row says, for its subject, one thing per further column.</summary>
internal static class RowFacts
{
    /// <summary>Columns that together name a row are looked for among the first three; a wider key is no subject to ask for.</summary>
    private const int MaxKeyColumns = 3;

    public static IEnumerable<Draft> Of(Section section) =>
        section.Blocks.Where(b => b.Block.Kind == BlockKind.TableRow && b.Block.Cells.Count > 1)
            .GroupBy(b => b.Block.Table)
            .SelectMany(rows => OfTable(section, rows.ToList()));

    private static IEnumerable<Draft> OfTable(Section section, List<(int Index, Block Block)> rows)
    {
        var keys = KeyColumns(rows);
        return rows.SelectMany(row => row.Block.Cells.Skip(keys)
            .Where(cell => cell.Value.Length > 0)
            .Select(cell => Draft(section, row.Index, SubjectOf(row.Block, keys), cell))
            .Where(draft => draft.Subject.Length > 0));
    }

    /// <summary>The fewest columns from the left whose values differ in every row; 1 where none do.</summary>
    private static int KeyColumns(List<(int Index, Block Block)> rows)
    {
        var width = rows.Min(r => r.Block.Cells.Count);
        for (var n = 1; n <= Math.Min(MaxKeyColumns, width - 1); n++)
        {
            if (rows.Select(r => SubjectOf(r.Block, n)).Distinct(StringComparer.Ordinal).Count() == rows.Count)
            {
                return n;
            }
        }

        return 1;
    }

    private static string SubjectOf(Block row, int keys) =>
        string.Join('的', row.Cells.Take(keys).Select(c => c.Value).Where(v => v.Length > 0).Distinct(StringComparer.Ordinal));

    private static Draft Draft(Section section, int index, string subject, Cell cell) => new()
    {
        Section = section,
        First = index,
        Last = index,
        Subject = subject,
        Attribute = cell.Column,
        Question = cell.Column.Length > 0 ? $"{subject}的{cell.Column}是什么？" : $"{subject}是什么？",
        Answer = cell.Value,
    };
}
