using System.IO.Compression;
using System.Text;

namespace Recipes.Testing;

/// <summary>Writes Word files from the XML of their parts, as small as a test wants them.</summary>
public sealed class DocxFile
{
    private const string Main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly Dictionary<string, string> _parts = new(StringComparer.Ordinal);

    /// <summary>Inner XML of <c>w:body</c>.</summary>
    public string Body { get; set; } = "";

    /// <summary>A paragraph of plain text, its properties as XML before it.</summary>
    public static string P(string text, string properties = "") =>
        $"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space=\"preserve\">{Escape(text)}</w:t></w:r></w:p>";

    /// <summary>A paragraph in a list.</summary>
    public static string Numbered(string text, int list, int level = 0) =>
        P(text, $"<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>");

    /// <summary>A table of rows of cells of plain text.</summary>
    public static string Table(params string[][] rows) =>
        $"<w:tbl>{string.Concat(rows.Select(r => Row([.. r.Select(c => Cell(P(c)))])))}</w:tbl>";

    /// <summary>A row of cells made by <see cref="Cell"/>.</summary>
    public static string Row(params string[] cells) => $"<w:tr>{string.Concat(cells)}</w:tr>";

    /// <summary>A cell with blocks in it.</summary>
    public static string Cell(string blocks, string properties = "") => $"<w:tc><w:tcPr>{properties}</w:tcPr>{blocks}</w:tc>";

    /// <summary>Inner XML of a part beside the main one, such as <c>styles</c> or <c>numbering</c>.</summary>
    public DocxFile With(string part, string inner)
    {
        _parts[part] = inner;
        return this;
    }

    /// <summary>Writes the file and returns its path.</summary>
    public string Write(string folder, string name = "test.docx")
    {
        var path = Path.Combine(folder, name);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Add(zip, "[Content_Types].xml", ContentTypes(_parts.Keys));
        Add(zip, "_rels/.rels", Relationships([("officeDocument", "word/document.xml")]));
        Add(zip, "word/document.xml", $"<w:document {Namespaces}><w:body>{Body}</w:body></w:document>");
        Add(zip, "word/_rels/document.xml.rels", Relationships(_parts.Keys.Select(p => (p, p + ".xml"))));
        foreach (var (part, inner) in _parts)
        {
            Add(zip, $"word/{part}.xml", $"<w:{part} {Namespaces}>{inner}</w:{part}>");
        }

        return path;
    }

    private static string Namespaces =>
        $"xmlns:w=\"{Main}\" xmlns:r=\"{Office}\" xmlns:v=\"urn:schemas-microsoft-com:vml\" "
        + "xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\" "
        + "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"";

    private static string Relationships(IEnumerable<(string Type, string Target)> all) =>
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        + string.Concat(all.Select((r, i) => $"<Relationship Id=\"r{i}\" Type=\"{Office}/{r.Type}\" Target=\"{r.Target}\"/>"))
        + "</Relationships>";

    private static string ContentTypes(IEnumerable<string> parts) =>
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
        + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
        + string.Concat(parts.Prepend("document").Select(p =>
            $"<Override PartName=\"/word/{p}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.{(p == "document" ? "document.main" : p)}+xml\"/>"))
        + "</Types>";

    private static string Escape(string text) => System.Security.SecurityElement.Escape(text);

    private static void Add(ZipArchive zip, string name, string xml)
    {
        using var stream = zip.CreateEntry(name).Open();
        stream.Write(Encoding.UTF8.GetBytes(xml));
    }
}
