using System.Text;
using Recipes.Documents.Packaging;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Slides;

/// <summary>Reads the numbers that a chart shows as a table: a row for each category, a column for each series.</summary>
internal static class ChartReader
{
    /// <summary>The table, or null where the chart keeps no numbers.</summary>
    public static TableDraft? Read(XmlWalker xml, ReadBudget budget)
    {
        var series = new List<Series>();
        Find(xml, xml.OpenRoot(), series);
        var rows = series.Count == 0 ? 0 : series.Max(s => s.Values.Count);
        if (rows == 0 || series.TrueForAll(s => s.Categories.Count == 0))
        {
            return null;
        }

        budget.Cells((rows + 1L) * (series.Count + 1));
        var names = series.MaxBy(s => s.Categories.Count)!.Categories; // one series at least has them
        var grid = new List<CellDraft[]> { Row("", series.Select(s => s.Name)) };
        for (var i = 0; i < rows; i++)
        {
            grid.Add(Row(names.ElementAtOrDefault(i) ?? "", series.Select(s => s.Values.ElementAtOrDefault(i) ?? "")));
        }

        return new TableDraft { Rows = grid, HeaderRows = 1 };
    }

    private static CellDraft[] Row(string first, IEnumerable<string> others) =>
        [.. others.Prepend(first).Select(v => new CellDraft { Value = v })];

    private static void Find(XmlWalker xml, int at, List<Series> series)
    {
        while (xml.NextChild(at))
        {
            if (xml.Name == "ser")
            {
                series.Add(ReadSeries(xml));
            }
            else if (xml.Name is "chart" or "plotArea" || xml.Name.EndsWith("Chart", StringComparison.Ordinal))
            {
                Find(xml, xml.Open(), series);
            }
            else
            {
                xml.Skip();
            }
        }
    }

    private static Series ReadSeries(XmlWalker xml)
    {
        var read = new Series();
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            switch (xml.Name)
            {
                case "tx":
                    read.Name = string.Join(' ', Points(xml));
                    break;
                case "cat" or "xVal":
                    read.Categories = Points(xml);
                    break;
                case "val" or "yVal":
                    read.Values = Points(xml);
                    break;
                default:
                    xml.Skip();
                    break;
            }
        }

        return read;
    }

    /// <summary>The values of all points below, in file order.</summary>
    private static List<string> Points(XmlWalker xml)
    {
        var points = new List<string>();
        Collect(xml, points);
        return points;
    }

    private static void Collect(XmlWalker xml, List<string> points)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "v")
            {
                var text = new StringBuilder();
                xml.AppendText(text);
                xml.CountListEntry();
                points.Add(text.ToString());
            }
            else if (xml.Name == "f" || xml.Name == "formatCode")
            {
                xml.Skip();
            }
            else
            {
                Collect(xml, points);
            }
        }
    }

    private sealed class Series
    {
        public string Name { get; set; } = "";

        public List<string> Categories { get; set; } = [];

        public List<string> Values { get; set; } = [];
    }
}
