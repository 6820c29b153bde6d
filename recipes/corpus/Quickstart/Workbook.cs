using System.Text;
using static Recipes.Corpus.Quickstart.Package;

namespace Recipes.Corpus.Quickstart;

/// <summary>The workshop's data as an Excel file: two sheets, groups of the first in merged cells.</summary>
internal static class Workbook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public static void Write(string path) => Package.Write(
        path,
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/><Override PartName=\"/xl/worksheets/sheet2.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>"),
        ("_rels/.rels", $"<Relationships xmlns=\"{Relations}\"><Relationship Id=\"r1\" Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{Relations}\"><Relationship Id=\"r1\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet2.xml\"/></Relationships>"),
        ("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheets><sheet name=\"拧紧力矩\" sheetId=\"1\" r:id=\"r1\"/><sheet name=\"油液\" sheetId=\"2\" r:id=\"r2\"/></sheets></workbook>"),
        ("xl/worksheets/sheet1.xml", Torques()),
        ("xl/worksheets/sheet2.xml", Sheet([["油液", "加注量", "型号"], .. Content.Fluids.Select(f => new[] { f.Name, f.Amount, f.Model })], [])));

    private static string Torques()
    {
        var rows = new List<string[]> { new[] { "总成", "部件", "拧紧力矩", "螺栓规格" } };
        var merges = new List<string>();
        foreach (var (group, parts) in Content.Torques)
        {
            merges.Add($"A{rows.Count + 1}:A{rows.Count + parts.Length}");
            rows.AddRange(parts.Select((p, i) => new[] { i == 0 ? group : "", p.Part, p.Torque, p.Bolt }));
        }

        return Sheet(rows, merges);
    }

    private static string Sheet(List<string[]> rows, List<string> merges)
    {
        var data = new StringBuilder();
        for (var r = 0; r < rows.Count; r++)
        {
            data.Append(CultureInfo.InvariantCulture, $"<row r=\"{r + 1}\">");
            for (var c = 0; c < rows[r].Length; c++)
            {
                if (rows[r][c].Length > 0)
                {
                    data.Append(CultureInfo.InvariantCulture, $"<c r=\"{(char)('A' + c)}{r + 1}\" t=\"inlineStr\"><is><t>{Escape(rows[r][c])}</t></is></c>");
                }
            }

            data.Append("</row>");
        }

        var merged = merges.Count == 0 ? "" : $"<mergeCells count=\"{merges.Count}\">{string.Concat(merges.Select(m => $"<mergeCell ref=\"{m}\"/>"))}</mergeCells>";
        return $"<worksheet xmlns=\"{Main}\"><sheetData>{data}</sheetData>{merged}</worksheet>";
    }
}
