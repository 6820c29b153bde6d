using Recipes.Documents.Packaging;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Word;

/// <summary>Reads a table into a grid: spans to the right and down fill their places with the same cell.</summary>
internal sealed class WordTableReader(WordFlowReader blocks, DocumentDraft draft, ReadBudget budget)
{
    /// <summary>Word itself stops at 63 columns; more is a mistake or an attack.</summary>
    private const int MostColumns = 1000;

    public void Read(XmlWalker xml, WordFlow flow)
    {
        var rows = new List<Row>();
        ReadRows(xml, rows);
        rows.RemoveAll(r => r.Cells.Count == 0);
        if (rows.Count > 0)
        {
            flow.Add(ToDraft(rows));
        }
    }

    private void ReadRows(XmlWalker xml, List<Row> rows)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "tr")
            {
                ReadRow(xml, rows);
            }
            else if (WordFlowReader.Transparent.Contains(xml.Name))
            {
                ReadRows(xml, rows);
            }
            else
            {
                xml.Skip();
            }
        }
    }

    private void ReadRow(XmlWalker xml, List<Row> rows)
    {
        var row = new Row();
        ReadCells(xml, row, rows.Count == 0 ? null : rows[^1]);
        if (row.IsDeleted)
        {
            draft.LeaveOut("deleted-text");
            return;
        }

        rows.Add(row);
    }

    private void ReadCells(XmlWalker xml, Row row, Row? above)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            switch (xml.Name)
            {
                case "trPr":
                    ReadRowProperties(xml, row);
                    break;
                case "tc":
                    ReadCell(xml, row, above);
                    break;
                default:
                    if (WordFlowReader.Transparent.Contains(xml.Name))
                    {
                        ReadCells(xml, row, above);
                    }
                    else
                    {
                        xml.Skip();
                    }

                    break;
            }
        }
    }

    private void ReadRowProperties(XmlWalker xml, Row row)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            switch (xml.Name)
            {
                case "gridBefore":
                    var before = Math.Clamp(xml.Number("val") ?? 0, 0, MostColumns);
                    budget.Cells(before);
                    row.Cells.AddRange(Enumerable.Repeat(CellDraft.Blank, before));
                    break;
                case "tblHeader":
                    row.IsHeader = xml.IsOn();
                    break;
                case "del":
                    row.IsDeleted = true;
                    break;
                default:
                    break;
            }

            xml.Skip();
        }
    }

    private void ReadCell(XmlWalker xml, Row row, Row? above)
    {
        var span = 1;
        var continues = false;
        var flow = new WordFlow();
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "tcPr")
            {
                (span, continues) = ReadCellProperties(xml, row);
            }
            else
            {
                blocks.ReadBlock(xml, flow);
            }
        }

        var column = row.Cells.Count;
        var cell = continues && above is not null && column < above.Cells.Count
            ? above.Cells[column]
            : new CellDraft { Flow = flow.Finish() };
        budget.Cells(span);
        for (var i = 0; i < span; i++)
        {
            row.Cells.Add(cell);
        }
    }

    private static (int Span, bool Continues) ReadCellProperties(XmlWalker xml, Row row)
    {
        var (span, continues) = (1, false);
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            switch (xml.Name)
            {
                case "gridSpan":
                    span = Math.Clamp(xml.Number("val") ?? 1, 1, MostColumns);
                    break;
                case "vMerge":
                    continues = xml.Attribute("val") is null or "continue";
                    break;
                case "shd":
                    row.IsShaded |= xml.Attribute("fill") is not (null or "auto" or "FFFFFF" or "ffffff");
                    break;
                default:
                    break;
            }

            xml.Skip();
        }

        return (span, continues);
    }

    private static TableDraft ToDraft(List<Row> rows)
    {
        var columns = rows.Max(r => r.Cells.Count);
        var grid = rows.ConvertAll(r => Padded(r.Cells, columns));
        var first = grid.FindIndex(r => !TableRules.IsAcross(r));
        return new TableDraft
        {
            Rows = grid,
            HeaderRows = rows.TakeWhile(r => r.IsHeader).Count(),
            HasDistinctFirstRow = first >= 0 && first + 1 < rows.Count
                && ((rows[first].IsShaded && !rows[first + 1].IsShaded) || (IsBold(grid[first]) && !IsBold(grid[first + 1]))),
        };
    }

    private static CellDraft[] Padded(List<CellDraft> cells, int columns)
    {
        var row = new CellDraft[columns];
        cells.CopyTo(row);
        row.AsSpan(cells.Count).Fill(CellDraft.Blank);
        return row;
    }

    private static bool IsBold(CellDraft[] row) => row
        .SelectMany(c => c.Flow.OfType<ParagraphDraft>())
        .Where(p => p.Text.AsSpan().Trim().Length > 0)
        .All(p => p.IsBold);

    private sealed class Row
    {
        public List<CellDraft> Cells { get; } = [];

        public bool IsHeader { get; set; }

        public bool IsDeleted { get; set; }

        public bool IsShaded { get; set; }
    }
}
