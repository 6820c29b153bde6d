using System.IO.Compression;
using System.Text;

namespace Recipes.Testing;

/// <summary>Writes workbooks from the XML of their sheets, as small as a test wants them.</summary>
public sealed class XlsxFile
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly List<(string Name, string State, string Inner)> _sheets = [];

    /// <summary>Inner XML of <c>styleSheet</c>.</summary>
    public string Styles { get; init; } = "";

    /// <summary>Inner XML of <c>sst</c>.</summary>
    public string Strings { get; init; } = "";

    /// <summary>Attributes of <c>workbookPr</c>.</summary>
    public string Properties { get; init; } = "";

    /// <summary>A row of inline texts.</summary>
    public static string Row(int number, params string[] texts) =>
        $"<row r=\"{number}\">{string.Concat(texts.Select((t, i) => t.Length == 0 ? "" : Inline((char)('A' + i) + number.ToString(CultureInfo.InvariantCulture), t)))}</row>";

    /// <summary>A cell with an inline text.</summary>
    public static string Inline(string place, string text) =>
        $"<c r=\"{place}\" t=\"inlineStr\"><is><t>{System.Security.SecurityElement.Escape(text)}</t></is></c>";

    /// <summary>A cell with a number in a style.</summary>
    public static string Number(string place, string value, int style = 0) => $"<c r=\"{place}\" s=\"{style}\"><v>{value}</v></c>";

    /// <summary>Adds a sheet of rows; <paramref name="more"/> is XML behind them, such as <c>mergeCells</c>.</summary>
    public XlsxFile With(string name, string rows, string more = "", string state = "visible")
    {
        _sheets.Add((name, state, $"<sheetData>{rows}</sheetData>{more}"));
        return this;
    }

    /// <summary>Writes the file and returns its path.</summary>
    public string Write(string folder, string name = "test.xlsx")
    {
        var path = Path.Combine(folder, name);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Add(zip, "_rels/.rels", Relationships([("officeDocument", "xl/workbook.xml")]));
        Add(zip, "xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><workbookPr {Properties}/><sheets>"
            + string.Concat(_sheets.Select((s, i) => $"<sheet name=\"{s.Name}\" sheetId=\"{i + 1}\" state=\"{s.State}\" r:id=\"r{i}\"/>")) + "</sheets></workbook>");
        Add(zip, "xl/_rels/workbook.xml.rels", Relationships(
            [.. _sheets.Select((_, i) => ("worksheet", $"worksheets/sheet{i}.xml")), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]));
        Add(zip, "xl/styles.xml", $"<styleSheet xmlns=\"{Main}\">{Styles}</styleSheet>");
        Add(zip, "xl/sharedStrings.xml", $"<sst xmlns=\"{Main}\">{Strings}</sst>");
        for (var i = 0; i < _sheets.Count; i++)
        {
            Add(zip, $"xl/worksheets/sheet{i}.xml", $"<worksheet xmlns=\"{Main}\">{_sheets[i].Inner}</worksheet>");
        }

        return path;
    }

    private static string Relationships(IEnumerable<(string Type, string Target)> all) =>
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        + string.Concat(all.Select((r, i) => $"<Relationship Id=\"r{i}\" Type=\"{Office}/{r.Type}\" Target=\"{r.Target}\"/>"))
        + "</Relationships>";

    private static void Add(ZipArchive zip, string name, string xml)
    {
        using var stream = zip.CreateEntry(name).Open();
        stream.Write(Encoding.UTF8.GetBytes(xml));
    }
}
