using System.IO.Compression;
using System.Text;
using Recipes.Testing;
using static Recipes.Testing.DocxFile;

namespace Recipes.EndToEnd.Tests.Documents;

/// <summary>Documents that were made to harm their reader: each row of design's list, in the formats that it can come in.</summary>
internal static class HostileFiles
{
    private const string DocxRoot = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
    private const string DocxEnd = "</w:body></w:document>";
    private const string Sheet = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
    private const string Laughs = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>";

    /// <summary>File name, the code of the right problem (empty where the document is read and the harm is not done), and what
    /// writes the file to a path.</summary>
    public static IReadOnlyList<(string Name, string Code, Action<string> Write)> All { get; } =
    [
        // Zip bombs, and streams that unpack without end.
        ("bomb.docx", "RCP3007", f => Zip(f, ("word/document.xml", DocxRoot, 300, DocxEnd))),
        ("ratio.docx", "RCP3007", f => Zip(f, ("word/document.xml", DocxRoot, 50, DocxEnd))),
        ("bomb.xlsx", "RCP3007", f => new XlsxFile().With("a", "").WriteTo(f).Add("xl/worksheets/sheet0.xml", Sheet, 300, "</sheetData></worksheet>")),
        ("bomb.pptx", "RCP3007", f => Zip(f, ("ppt/presentation.xml", "<p>", 300, "</p>"))),
        ("bomb.epub", "RCP3007", f => Zip(f, ("META-INF/container.xml", "<container>", 300, "</container>"))),
        ("bomb.pdf", "RCP3007", f => new PdfFile().Page().Bomb(300).Write(Folder(f), Path.GetFileName(f))),
        ("parts.docx", "RCP3007", f => Zip(f, [.. Enumerable.Range(0, 20_000).Select(i => ($"part{i}", "", 0, ""))])),

        // XML entities, and entities that name other files.
        ("laughs.docx", "RCP3008", f => Zip(f, ("word/document.xml", Laughs + DocxRoot + "<w:p><w:r><w:t>&c;</w:t></w:r></w:p>", 0, DocxEnd))),
        ("entity.docx", "RCP3008", f => Zip(f, ("word/document.xml", "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" + DocxRoot + "<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", 0, DocxEnd))),
        ("laughs.xlsx", "RCP3008", f => new XlsxFile().With("a", "").WriteTo(f).Add("xl/worksheets/sheet0.xml", Laughs + Sheet, 0, "</sheetData></worksheet>")),
        ("laughs.epub", "RCP3008", f => Zip(f, ("META-INF/container.xml", Laughs + "<container>&c;", 0, "</container>"))),

        // External references: never followed.
        ("external.docx", "RCP3004", f => Zip(f, ("_rels/.rels", Relationship("file:///etc/passwd\" TargetMode=\"External"), 0, ""))),
        ("external.html", "", f => File.WriteAllText(f, "<p>正文在此。</p><iframe src=\"file:///etc/passwd\"></iframe><img src=\"http://127.0.0.1:9/x\"><object data=\"/etc/passwd\"></object>")),
        ("external.md", "", f => File.WriteAllText(f, "正文在此。\n\n![x](file:///etc/passwd)\n")),

        // Paths that climb out of the package.
        ("climb.docx", "RCP3004", f => Zip(f, ("_rels/.rels", Relationship("../../../../../../../etc/passwd"), 0, ""))),
        ("climb.epub", "RCP3004", f => Zip(f, ("META-INF/container.xml", "<container><rootfiles><rootfile full-path=\"../../../../etc/passwd\"/></rootfiles></container>", 0, ""))),
        ("slip.docx", "", f => new DocxFile { Body = P("正文在此。") }.WriteTo(f).Add("../../../slipped.txt", "x", 0, "")),

        // Huge cells and paragraphs.
        ("cell.xlsx", "RCP3007", f => new XlsxFile().With("a", "").WriteTo(f).Add("xl/worksheets/sheet0.xml", Sheet + "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>", 1000, "</t></is></c></row></sheetData></worksheet>")),
        ("shared.xlsx", "RCP3007", f => new XlsxFile { Strings = $"<si><t>{new string('x', 900_000)}</t></si>" }.With("a", Cells(1000)).Write(Folder(f), Path.GetFileName(f))),
        ("cell.csv", "RCP3007", f => Large(f, 100, sparse: false)),
        ("gigabyte.csv", "RCP3007", f => Large(f, 1000, sparse: true)),
        ("gigabyte.txt", "RCP3007", f => Large(f, 1000, sparse: true)),
        ("line.txt", "RCP3007", f => Large(f, 100, sparse: false)),
        ("line.html", "RCP3007", f => Large(f, 100, sparse: false)),
        ("line.md", "RCP3007", f => Large(f, 100, sparse: false)),
        ("merge.xlsx", "", f => new XlsxFile().With("a", XlsxFile.Row(1, "正文在此。"), "<mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>").Write(Folder(f), Path.GetFileName(f))),
        ("span.docx", "RCP3007", f => new DocxFile { Body = "<w:tbl>" + string.Concat(Enumerable.Repeat(Row(Cell(P("x"), "<w:gridSpan w:val=\"2000000000\"/>"), Cell(P("y"))), 20_000)) + "</w:tbl>" }.WriteTo(f)),
        ("paragraphs.docx", "RCP3007", f => new DocxFile { Body = string.Concat(Enumerable.Repeat(P("x"), 320_000)) }.WriteTo(f)),

        // Nesting that eats a stack.
        ("deep.docx", "RCP3007", f => new DocxFile { Body = Nested("<w:tbl><w:tr><w:tc>", P("x"), "</w:tc></w:tr></w:tbl>", 20_000) }.WriteTo(f)),
        ("deep.html", "RCP3007", f => File.WriteAllText(f, Nested("<div>", "x", "</div>", 200_000))),
        ("deep.md", "RCP3007", f => File.WriteAllText(f, new string('>', 50_000) + " x")),
        ("deep.eml", "RCP3007", f => File.WriteAllText(f, string.Concat(Enumerable.Repeat("Subject: x\nContent-Type: message/rfc822\n\n", 5000)) + "x")),
        ("deep.pdf", "RCP3004", f => Pdf(f, "<< /Type /Catalog /Pages 2 0 R /X " + Nested("[", "0", "]", 200_000) + " >>")),

        // Loops.
        ("loop.pdf", "RCP3005", f => Pdf(f, "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [2 0 R] >>")),

        // Encrypted and damaged files.
        ("locked.docx", "RCP3003", f => File.WriteAllBytes(f, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[70_000], .. Encoding.Unicode.GetBytes("EncryptedPackage")])),
        ("rubbish.pdf", "RCP3004", f => File.WriteAllBytes(f, [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))])),
    ];

    private static string Folder(string file) => Path.GetDirectoryName(file)!;

    private static string Nested(string open, string inside, string close, int depth) =>
        string.Concat(Enumerable.Repeat(open, depth)) + inside + string.Concat(Enumerable.Repeat(close, depth));

    private static string Cells(int count) =>
        string.Concat(Enumerable.Range(1, count).Select(i => $"<row r=\"{i}\"><c r=\"A{i}\" t=\"s\"><v>0</v></c></row>"));

    private static string Relationship(string target) =>
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" "
        + $"Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"{target}\"/></Relationships>";

    private static string WriteTo(this DocxFile file, string path) => file.Write(Folder(path), Path.GetFileName(path));

    private static string WriteTo(this XlsxFile file, string path) => file.Write(Folder(path), Path.GetFileName(path));

    /// <summary>Adds a part to the zip of that path, or replaces it: that many million blanks between two texts.</summary>
    private static void Add(this string file, string part, string before, int megabytes, string after)
    {
        using var zip = ZipFile.Open(file, ZipArchiveMode.Update);
        zip.GetEntry(part)?.Delete();
        Fill(zip.CreateEntry(part, CompressionLevel.Fastest), before, megabytes, after);
    }

    private static void Zip(string file, params (string Part, string Before, int Megabytes, string After)[] parts)
    {
        using var zip = ZipFile.Open(file, ZipArchiveMode.Create);
        foreach (var (part, before, megabytes, after) in parts)
        {
            var level = megabytes < 100 ? CompressionLevel.Optimal : CompressionLevel.Fastest;
            Fill(zip.CreateEntry(part, level), before, megabytes, after);
        }
    }

    private static void Fill(ZipArchiveEntry entry, string before, int megabytes, string after)
    {
        using var stream = entry.Open();
        stream.Write(Encoding.UTF8.GetBytes(before));
        var blanks = Encoding.UTF8.GetBytes(new string(' ', 1_000_000));
        for (var i = 0; i < megabytes; i++)
        {
            stream.Write(blanks);
        }

        stream.Write(Encoding.UTF8.GetBytes(after));
    }

    /// <summary>A file of one line; sparse: with a hole, which costs no disk.</summary>
    private static void Large(string file, int megabytes, bool sparse)
    {
        using var stream = File.Create(file);
        var line = Encoding.UTF8.GetBytes(new string('x', 1_000_000));
        for (var i = 0; i < (sparse ? 1 : megabytes); i++)
        {
            stream.Write(line);
        }

        stream.SetLength(megabytes * 1_000_000L);
    }

    private static void Pdf(string file, params string[] objects)
    {
        string[] all = objects.Length > 1 ? objects : [.. objects, "<< /Type /Pages /Count 0 /Kids [] >>"];
        var text = new StringBuilder("%PDF-1.4\n");
        for (var i = 0; i < all.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{all[i]}\nendobj\n");
        }

        File.WriteAllText(file, text.Append("trailer\n<< /Root 1 0 R /Size 3 >>\n%%EOF\n").ToString());
    }
}
