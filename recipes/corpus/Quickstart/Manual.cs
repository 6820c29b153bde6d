using System.Text;
using static Recipes.Corpus.Quickstart.Package;

namespace Recipes.Corpus.Quickstart;

/// <summary>The manual as a Word file: headings by style, clauses numbered by Word (第一条 …, restarted in no chapter), and a
/// table whose versions stand in merged cells.</summary>
internal static class Manual
{
    private const string Main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public static void Write(string path) => Package.Write(
        path,
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/><Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/><Override PartName=\"/word/numbering.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml\"/></Types>"),
        ("_rels/.rels", $"<Relationships xmlns=\"{Relations}\"><Relationship Id=\"r1\" Type=\"{Office}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"),
        ("word/_rels/document.xml.rels", $"<Relationships xmlns=\"{Relations}\"><Relationship Id=\"r1\" Type=\"{Office}/styles\" Target=\"styles.xml\"/><Relationship Id=\"r2\" Type=\"{Office}/numbering\" Target=\"numbering.xml\"/></Relationships>"),
        ("word/styles.xml", $"<w:styles xmlns:w=\"{Main}\"><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style>{HeadingStyle("1", 1)}{HeadingStyle("2", 2)}</w:styles>"),
        ("word/numbering.xml", $"<w:numbering xmlns:w=\"{Main}\"><w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"singleLevel\"/><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/><w:suff w:val=\"space\"/><w:lvlText w:val=\"第%1条\"/><w:lvlJc w:val=\"left\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"),
        ("word/document.xml", Document()));

    private static string HeadingStyle(string id, int level) =>
        $"<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"heading {level}\"/><w:basedOn w:val=\"a\"/><w:pPr><w:outlineLvl w:val=\"{level - 1}\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"{40 - (6 * level)}\"/></w:rPr></w:style>";

    private static string Document()
    {
        var body = new StringBuilder(Heading("1", "星野E5用户手册"));
        foreach (var (chapter, clauses) in Content.Manual)
        {
            body.Append(Heading("2", chapter));
            foreach (var clause in clauses)
            {
                body.Append(CultureInfo.InvariantCulture, $"<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>{Run(clause)}</w:p>");
            }
        }

        body.Append(Heading("2", "轮胎")).Append(Table());
        return $"<w:document xmlns:w=\"{Main}\"><w:body>{body}<w:sectPr/></w:body></w:document>";
    }

    private static string Table()
    {
        var rows = new StringBuilder("<w:tr><w:trPr><w:tblHeader/></w:trPr>" + Cell("版本") + Cell("车轮") + Cell("胎压") + Cell("规格") + "</w:tr>");
        foreach (var (version, parts) in Content.Tyres)
        {
            for (var i = 0; i < parts.Length; i++)
            {
                var merge = i == 0 ? "<w:vMerge w:val=\"restart\"/>" : "<w:vMerge/>";
                rows.Append(CultureInfo.InvariantCulture, $"<w:tr>{Cell(i == 0 ? version : "", merge)}{Cell(parts[i].Part)}{Cell(parts[i].Pressure)}{Cell(parts[i].Size)}</w:tr>");
            }
        }

        const string Borders = "<w:tblBorders><w:top w:val=\"single\" w:sz=\"4\"/><w:left w:val=\"single\" w:sz=\"4\"/><w:bottom w:val=\"single\" w:sz=\"4\"/><w:right w:val=\"single\" w:sz=\"4\"/><w:insideH w:val=\"single\" w:sz=\"4\"/><w:insideV w:val=\"single\" w:sz=\"4\"/></w:tblBorders>";
        return $"<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/>{Borders}</w:tblPr><w:tblGrid><w:gridCol w:w=\"2000\"/><w:gridCol w:w=\"2000\"/><w:gridCol w:w=\"2000\"/><w:gridCol w:w=\"2600\"/></w:tblGrid>{rows}</w:tbl>";
    }

    private static string Cell(string text, string properties = "") => $"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{Run(text)}</w:p></w:tc>";

    private static string Heading(string style, string text) => $"<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{Run(text)}</w:p>";

    private static string Run(string text) => text.Length == 0 ? "" : $"<w:r><w:t xml:space=\"preserve\">{Escape(text)}</w:t></w:r>";
}
