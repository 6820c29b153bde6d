using System.Text;
using System.Text.RegularExpressions;
using Recipes.Core;
using Recipes.Documents.Packaging;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Sheets;

/// <summary>Reads xlsx, xlsm and xltx, transitional and strict: each visible sheet as tables under its name.</summary>
internal sealed partial class SheetReader
{
    private readonly OfficePackage _package;
    private readonly ReadBudget _budget;
    private readonly DocumentDraft _draft;
    private readonly List<string> _strings = [];
    private SheetStyles _styles = SheetStyles.None;

    private SheetReader(OfficePackage package, ReadBudget budget)
    {
        _package = package;
        _budget = budget;
        _draft = new DocumentDraft(budget);
    }

    /// <exception cref="UnreadableException">Not a workbook, broken, encrypted, empty or over a limit.</exception>
    public static SourceDocument Read(FileStream file, string path, string kind, ReadBudget budget)
    {
        using var package = OfficePackage.Open(file, budget);
        var reader = new SheetReader(package, budget);
        reader.ReadWorkbook();
        return reader._draft.Finish(path, kind);
    }

    private void ReadWorkbook()
    {
        var main = _package.RelationshipsOf("").FirstOf("officeDocument") ?? "xl/workbook.xml";
        using var xml = _package.Xml(main) ?? throw UnreadableException.Broken("the zip holds no workbook");
        var parts = _package.RelationshipsOf(main);
        var (sheets, is1904) = WorkbookSheets(xml);
        _styles = SheetStyles.Read(_package.Xml(parts.FirstOf("styles")), is1904);
        ReadStrings(_package.Xml(parts.FirstOf("sharedStrings")));
        foreach (var sheet in sheets)
        {
            var part = parts.All.FirstOrDefault(r => r.Id == sheet.Relationship && r.Type == "worksheet");
            if (sheet.IsHidden)
            {
                _draft.LeaveOut("hidden-sheets");
            }
            else if (part is not null)
            {
                ReadSheet(sheet.Name, part.Target);
            }
        }
    }

    private static (List<SheetEntry> Sheets, bool Is1904) WorkbookSheets(XmlWalker xml)
    {
        var sheets = new List<SheetEntry>();
        var is1904 = false;
        for (var at = xml.OpenRoot(); xml.NextChild(at);)
        {
            if (xml.Name == "workbookPr")
            {
                is1904 = xml.Attribute("date1904") is "1" or "true";
            }
            else if (xml.Name == "sheets")
            {
                for (var inside = xml.Open(); xml.NextChild(inside);)
                {
                    var isHidden = xml.Attribute("state") is "hidden" or "veryHidden";
                    sheets.Add(new(xml.Attribute("name") ?? "", xml.Attribute("id") ?? "", isHidden));
                    xml.Skip();
                }

                continue;
            }

            xml.Skip();
        }

        return (sheets, is1904);
    }

    private void ReadStrings(XmlWalker? xml)
    {
        if (xml is null)
        {
            return;
        }

        using (xml)
        {
            for (var at = xml.OpenRoot(); xml.NextChild(at);)
            {
                xml.CountListEntry();
                _strings.Add(RichText(xml));
            }
        }
    }

    /// <summary>Consumes an <c>si</c> or <c>is</c>; reading aids (<c>rPh</c>) are not part of the text.</summary>
    private static string RichText(XmlWalker xml)
    {
        var text = new StringBuilder();
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "t")
            {
                xml.AppendText(text);
            }
            else if (xml.Name == "r")
            {
                for (var inside = xml.Open(); xml.NextChild(inside);)
                {
                    if (xml.Name == "t")
                    {
                        xml.AppendText(text);
                    }
                    else
                    {
                        xml.Skip();
                    }
                }
            }
            else
            {
                xml.Skip();
            }
        }

        return EscapedCharacter().Replace(
            text.ToString(), m => ((char)int.Parse(m.ValueSpan[2..6], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
    }

    private void ReadSheet(string name, string part)
    {
        using var xml = _package.Xml(part);
        if (xml is null)
        {
            return;
        }

        var grid = new SheetGrid(_budget);
        for (var at = xml.OpenRoot(); xml.NextChild(at);)
        {
            switch (xml.Name)
            {
                case "sheetData":
                    ReadRows(xml, grid);
                    break;
                case "mergeCells":
                    ReadMerges(xml, grid);
                    break;
                default:
                    xml.Skip();
                    break;
            }
        }

        var tables = grid.Regions();
        if (tables.Count > 0 && !DefaultName().IsMatch(name))
        {
            _draft.Add(new ParagraphDraft { Text = name, Level = 1 });
        }

        _draft.AddRange(tables);
    }

    private void ReadRows(XmlWalker xml, SheetGrid grid)
    {
        var row = 0;
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            row = xml.Number("r") ?? row + 1;
            var column = -1;
            for (var inside = xml.Open(); xml.NextChild(inside);)
            {
                column = SheetGrid.Place(xml.Attribute("r"))?.Column ?? column + 1;
                ReadCell(xml, grid, row, column);
            }
        }
    }

    private void ReadCell(XmlWalker xml, SheetGrid grid, int row, int column)
    {
        var type = xml.Attribute("t") ?? "n";
        var style = xml.Number("s") ?? 0;
        var text = "";
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "v")
            {
                var value = new StringBuilder();
                xml.AppendText(value);
                text = ValueText(value.ToString(), type, style);
            }
            else if (xml.Name == "is")
            {
                text = RichText(xml);
            }
            else
            {
                xml.Skip(); // a formula: its value stands beside it
            }
        }

        if (!string.IsNullOrWhiteSpace(text))
        {
            _budget.Text(text.Length); // a shared text counts for every cell that shows it
            grid.Add(row, column, text);
        }
    }

    private string ValueText(string value, string type, int style) => type switch
    {
        "s" => int.TryParse(value, CultureInfo.InvariantCulture, out var index) && index >= 0 && index < _strings.Count
            ? _strings[index]
            : throw UnreadableException.Broken($"a cell shows text number {value} of {_strings.Count}"),
        "b" => value.Trim() == "1" ? "TRUE" : "FALSE",
        "n" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            _styles.Write(number, style),
        _ => value,
    };

    private static void ReadMerges(XmlWalker xml, SheetGrid grid)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            grid.Merge(xml.Attribute("ref"));
            xml.Skip();
        }
    }

    [GeneratedRegex("_x[0-9A-Fa-f]{4}_", RegexOptions.CultureInvariant)]
    private static partial Regex EscapedCharacter();

    /// <summary>Names that the program gave, which say nothing.</summary>
    [GeneratedRegex("^(Sheet|工作表|表|シート) ?[0-9]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DefaultName();

    private sealed record SheetEntry(string Name, string Relationship, bool IsHidden);
}
