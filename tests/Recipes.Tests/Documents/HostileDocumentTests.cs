using System.IO.Compression;
using System.Text;
using Recipes.Documents;
using Recipes.Testing;
using static Recipes.Testing.DocxFile;

namespace Recipes.Tests.Documents;

public sealed class HostileDocumentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_unknown_format_is_named()
    {
        var problem = Reading.Problem(_folder.Write("a.wps", "x"));

        Assert.Equal(("RCP3001", "documents/a.wps", ".wps files are not read yet"), (problem.Code, problem.File, problem.Fact));
    }

    [Fact]
    public void A_missing_file_is_a_problem() => Assert.Equal("RCP3002", Reading.Problem(_folder.File("none.md")).Code);

    [Theory]
    [InlineData("a.docx")]
    [InlineData("a.xlsx")]
    public void An_encrypted_package_asks_for_a_file_without_password(string name)
    {
        byte[] container = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[70_000], .. Encoding.Unicode.GetBytes("EncryptedPackage")];
        File.WriteAllBytes(_folder.File(name), container);

        var problem = Reading.Problem(_folder.File(name));

        Assert.Equal(("RCP3003", "save it without a password"), (problem.Code, problem.Remedy));
    }

    [Theory]
    [InlineData("a.docx")]
    [InlineData("a.xlsx")]
    [InlineData("a.pdf")]
    public void Rubbish_is_damaged_and_nothing_is_empty(string name)
    {
        File.WriteAllBytes(_folder.File(name), [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))]);
        File.WriteAllBytes(_folder.File("0" + name), []);

        Assert.Equal("RCP3004", Reading.Problem(_folder.File(name)).Code);
        Assert.Equal("RCP3005", Reading.Problem(_folder.File("0" + name)).Code);
    }

    [Fact]
    public void A_truncated_or_altered_file_is_damaged_whatever_the_place()
    {
        var whole = File.ReadAllBytes(new DocxFile { Body = string.Concat(Enumerable.Range(0, 300).Select(i => P($"段落 {i}"))) }.Write(_folder.Path));
        var broken = _folder.File("b.docx");

        for (var cut = 1; cut < whole.Length; cut += whole.Length / 20)
        {
            File.WriteAllBytes(broken, whole[..cut]);
            Assert.Equal("RCP3004", Reading.Problem(broken).Code);

            byte[] altered = [.. whole];
            altered[cut] ^= 0x55;
            File.WriteAllBytes(broken, altered);
            var result = Reading.Result(broken); // some bytes say nothing: then the document is whole
            Assert.True(result.Document is not null || result.Problems.Count == 1);
        }
    }

    [Fact]
    public void A_document_without_text_is_a_problem() =>
        Assert.Equal("RCP3005", Reading.Problem(new DocxFile { Body = P("  ") }.Write(_folder.Path)).Code);

    [Fact]
    public void A_part_that_unpacks_without_end_is_not_unpacked()
    {
        var file = Zip("bomb.docx", 300, "word/document.xml", "<w:document xmlns:w=\"x\"><w:body>", "</w:body></w:document>");

        var problem = Reading.Problem(file);

        Assert.Equal("RCP3007", problem.Code);
        Assert.Contains("more than 200 MB", problem.Fact, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ratio_beyond_any_text_is_refused_below_the_size_limit()
    {
        var file = Zip("bomb.docx", 50, "word/document.xml", "<w:document xmlns:w=\"x\"><w:body>", "</w:body></w:document>");

        var problem = Reading.Problem(file);

        Assert.Equal(("RCP3007", "word/document.xml unpacks to 50 MB, more than 200 times its packed size"), (problem.Code, problem.Fact));
    }

    [Fact]
    public void A_PDF_stream_that_unpacks_without_end_is_not_unpacked()
    {
        var file = new PdfFile().Page().Bomb(300).Write(_folder.Path);

        var problem = Reading.Problem(file);

        Assert.Equal(("RCP3007", "its parts unpack to more than 200 MB"), (problem.Code, problem.Fact));
    }

    [Fact]
    public void Too_many_parts_are_refused()
    {
        using (var zip = ZipFile.Open(_folder.File("many.docx"), ZipArchiveMode.Create))
        {
            for (var i = 0; i < 20; i++)
            {
                zip.CreateEntry($"part{i}");
            }
        }

        var problem = Reading.Problem(_folder.File("many.docx"), new ReadLimits { Entries = 10 });

        Assert.Equal(("RCP3007", "it has 20 parts, more than 10"), (problem.Code, problem.Fact));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_list_of_parts_that_fills_the_file_is_refused_before_it_is_read(bool is64Bit)
    {
        var large = 17_000_000;
        var bytes = new byte[large + 200];
        "PK\u0003\u0004"u8.CopyTo(bytes);
        var end = bytes.AsSpan(large);
        if (is64Bit)
        {
            "PK\u0006\u0006"u8.CopyTo(end); // its directory begins at 0
            "PK\u0006\u0007"u8.CopyTo(end[56..]);
            BitConverter.TryWriteBytes(end[64..], (long)large);
        }

        "PK\u0005\u0006"u8.CopyTo(end[76..]);
        BitConverter.TryWriteBytes(end[92..], is64Bit ? uint.MaxValue : 0u);
        File.WriteAllBytes(_folder.File("a.docx"), bytes);

        var problem = Reading.Problem(_folder.File("a.docx"));

        Assert.Equal(("RCP3007", "the list of its parts has 17 MB, more than 16 MB"), (problem.Code, problem.Fact.Replace("17.0", "17", StringComparison.Ordinal)));
    }

    [Fact]
    public void Endless_paragraphs_are_refused()
    {
        var file = new DocxFile { Body = string.Concat(Enumerable.Repeat(P("x"), 50)) }.Write(_folder.Path);

        var problem = Reading.Problem(file, new ReadLimits { Blocks = 20 });

        Assert.Equal(("RCP3007", "it has more than 20 paragraphs"), (problem.Code, problem.Fact));
    }

    [Fact]
    public void Endless_lists_beside_the_text_are_refused()
    {
        var file = new XlsxFile { Strings = string.Concat(Enumerable.Repeat("<si><t>x</t></si>", 50)) }.With("Sheet1", XlsxFile.Row(1, "a")).Write(_folder.Path);

        Assert.Equal("RCP3007", Reading.Problem(file, new ReadLimits { ListEntries = 20 }).Code);
    }

    [Fact]
    public void Entities_are_never_expanded()
    {
        var file = _folder.File("dtd.docx");
        using (var zip = ZipFile.Open(file, ZipArchiveMode.Create))
        {
            using var stream = zip.CreateEntry("word/document.xml").Open();
            stream.Write("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><w:document xmlns:w=\"x\"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"u8);
        }

        Assert.Equal("RCP3008", Reading.Problem(file).Code);
    }

    [Fact]
    public void Endless_nesting_is_refused()
    {
        const int deep = 5000;
        var nested = string.Concat(Enumerable.Repeat("<w:tbl><w:tr><w:tc>", deep)) + P("x") + string.Concat(Enumerable.Repeat("</w:tc></w:tr></w:tbl>", deep));

        var problem = Reading.Problem(new DocxFile { Body = nested }.Write(_folder.Path));

        Assert.Equal(("RCP3007", "its elements are nested more than 300 deep"), (problem.Code, problem.Fact));
    }

    [Fact]
    public void Quotes_nested_in_Markdown_are_refused_too() =>
        Assert.Equal("RCP3007", Reading.Problem(_folder.Write("deep.md", new string('>', 5000) + " x")).Code);

    [Fact]
    public void One_huge_cell_is_refused()
    {
        var file = new XlsxFile().With("Sheet1", XlsxFile.Row(1, new string('x', 20_000))).Write(_folder.Path);

        var problem = Reading.Problem(file, new ReadLimits { BlockCharacters = 10_000 });

        Assert.Equal(("RCP3007", "a paragraph or cell is longer than 10,000 characters"), (problem.Code, problem.Fact));
    }

    [Fact]
    public void One_text_shown_by_many_cells_counts_for_each()
    {
        var rows = string.Concat(Enumerable.Range(1, 100).Select(i => $"<row r=\"{i}\"><c r=\"A{i}\" t=\"s\"><v>0</v></c></row>"));
        var file = new XlsxFile { Strings = $"<si><t>{new string('x', 1000)}</t></si>" }.With("Sheet1", rows).Write(_folder.Path);

        Assert.Equal("RCP3007", Reading.Problem(file, new ReadLimits { TextCharacters = 50_000 }).Code);
    }

    [Fact]
    public void Spans_beyond_any_table_are_cut_and_counted()
    {
        var row = Row(Cell(P("a"), "<w:gridSpan w:val=\"2000000000\"/>"), Cell(P("b")));
        var file = new DocxFile { Body = $"<w:tbl>{string.Concat(Enumerable.Repeat(row, 20))}</w:tbl>" }.Write(_folder.Path);

        Assert.Equal("RCP3007", Reading.Problem(file, new ReadLimits { Cells = 10_000 }).Code);
    }

    [Fact]
    public void Merging_a_whole_sheet_costs_only_what_holds_text()
    {
        var file = new XlsxFile().With("Sheet1", XlsxFile.Row(1, "a", "b"), "<mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>").Write(_folder.Path);

        Assert.Equal(["a | b"], Reading.Lines(Reading.Document(file)));
    }

    [Fact]
    public void A_cell_that_shows_a_text_beyond_the_list_is_damage()
    {
        var file = new XlsxFile().With("Sheet1", "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>").Write(_folder.Path);

        Assert.Equal("RCP3004", Reading.Problem(file).Code);
    }

    [Fact]
    public void Time_is_limited()
    {
        var file = new DocxFile { Body = string.Concat(Enumerable.Repeat(P("段落"), 2000)) }.Write(_folder.Path);

        var problem = Reading.Problem(file, new ReadLimits { Time = TimeSpan.Zero });

        Assert.Equal(("RCP3009", "reading took more than 0 s of processor time"), (problem.Code, problem.Fact));
    }

    [Fact]
    public void A_link_counts_what_it_leads_to()
    {
        var target = _folder.Write("large.txt", new string('x', 5000));
        File.CreateSymbolicLink(_folder.File("link.txt"), target);

        var problem = Reading.Problem(_folder.File("link.txt"), new ReadLimits { FileBytes = 1000 });

        Assert.Equal("RCP3007", problem.Code);
    }

    [Fact]
    public void An_old_binary_format_is_told_its_converter_and_its_successor() =>
        Assert.Matches("^install LibreOffice, .* or save it as .docx$", Reading.Problem(_folder.Write("a.doc", "x")).Remedy);

    [Theory]
    [InlineData("a.docx")]
    [InlineData("a.pdf")]
    public void A_cancelled_reading_throws(string name)
    {
        var file = name.EndsWith("pdf", StringComparison.Ordinal)
            ? new PdfFile().Page().Text(9, 9, "x").Write(_folder.Path, name)
            : new DocxFile { Body = P("x") }.Write(_folder.Path, name);

        Assert.ThrowsAny<OperationCanceledException>(() =>
            DocumentReader.Read(file, name, "manual", ReadLimits.Default, new CancellationToken(canceled: true)));
    }

    /// <summary>A zip whose one part holds that many million blanks between two texts.</summary>
    private string Zip(string name, int megabytes, string part, string before, string after)
    {
        using var zip = ZipFile.Open(_folder.File(name), ZipArchiveMode.Create);
        using var stream = zip.CreateEntry(part, CompressionLevel.Optimal).Open();
        stream.Write(Encoding.UTF8.GetBytes(before));
        var blanks = Encoding.UTF8.GetBytes(new string(' ', 1_000_000));
        for (var i = 0; i < megabytes; i++)
        {
            stream.Write(blanks);
        }

        stream.Write(Encoding.UTF8.GetBytes(after));
        return _folder.File(name);
    }
}
