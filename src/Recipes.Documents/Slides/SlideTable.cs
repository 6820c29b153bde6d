using Recipes.Documents.Packaging;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Slides;

/// <summary>Reads a table of a slide, merged cells repeated.</summary>
internal static class SlideTable
{
    public static TableDraft Read(XmlWalker xml, ReadBudget budget)
    {
        var rows = new List<CellDraft[]>();
        var hasHeader = false;
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "tblPr")
            {
                hasHeader = xml.Attribute("firstRow") is "1" or "true";
                xml.Skip();
            }
            else if (xml.Name == "tr")
            {
                rows.Add(ReadRow(xml, rows.Count > 0 ? rows[^1] : [], budget));
            }
            else
            {
                xml.Skip();
            }
        }

        var columns = rows.Count == 0 ? 0 : rows.Max(r => r.Length);
        budget.Cells((long)columns * rows.Count);
        return new TableDraft
        {
            Rows = rows.ConvertAll(r => r.Concat(Enumerable.Repeat(CellDraft.Blank, columns - r.Length)).ToArray()),
            HeaderRows = hasHeader && rows.Count > 1 ? 1 : 0,
        };
    }

    private static CellDraft[] ReadRow(XmlWalker xml, CellDraft[] above, ReadBudget budget)
    {
        var cells = new List<CellDraft>();
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name != "tc")
            {
                xml.Skip();
                continue;
            }

            budget.Tick();
            var isBelow = xml.Attribute("vMerge") is "1" or "true" && cells.Count < above.Length;
            var isBeside = xml.Attribute("hMerge") is "1" or "true" && cells.Count > 0;
            var own = ReadCell(xml, budget);
            cells.Add(isBelow ? above[cells.Count] : isBeside ? cells[^1] : own);
        }

        return [.. cells];
    }

    private static CellDraft ReadCell(XmlWalker xml, ReadBudget budget)
    {
        var flow = new List<Draft>();
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "txBody")
            {
                flow.AddRange(SlideText.Read(xml, budget).Select(p => new ParagraphDraft { Text = p.Text, Label = p.Label }));
            }
            else
            {
                xml.Skip();
            }
        }

        return new CellDraft { Flow = flow };
    }
}
