using System.IO.Compression;
using Recipes.Core;
using Recipes.Testing;

namespace Recipes.Tests.Documents.Slides;

public sealed class SlideReaderTests : IDisposable
{
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_title_comes_first_and_numbers_are_written_out()
    {
        var document = Read(Shape("", "<a:p><a:pPr><a:buAutoNum type='ea1ChsPeriod'/></a:pPr><a:r><a:t>甲</a:t></a:r></a:p>"
            + "<a:p><a:pPr lvl='1'><a:buAutoNum type='arabicParenR' startAt='3'/></a:pPr><a:r><a:t>乙</a:t></a:r></a:p>"
            + "<a:p><a:pPr><a:buAutoNum type='ea1ChsPeriod'/></a:pPr><a:r><a:t>丙</a:t></a:r></a:p>")
            + Shape("<p:ph type='title'/>", Paragraph("概况")) + Shape("<p:ph type='sldNum'/>", Paragraph("7")));

        Assert.Equal(["# 概况", "一、甲", "3) 乙", "二、丙"], Reading.Lines(document));
        Assert.Equal(1, document.LeftOut["slide-footers"]);
    }

    [Fact]
    public void A_table_repeats_merged_cells_under_its_columns()
    {
        static string Cell(string text, string merge = "") => $"<a:tc {merge}><a:txBody>{Paragraph(text)}</a:txBody></a:tc>";
        var table = "<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tblPr firstRow='1'/>"
            + $"<a:tr>{Cell("部门")}{Cell("金额")}</a:tr><a:tr>{Cell("财务", "rowSpan='2'")}{Cell("10")}</a:tr>"
            + $"<a:tr>{Cell("", "vMerge='1'")}{Cell("20")}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>";

        var document = Read(table);

        Assert.Equal(["财务 | 10", "财务 | 20"], document.Blocks.Select(b => b.Text));
        Assert.Equal(new Cell("金额", "20"), document.Blocks[1].Cells[1]);
    }

    [Fact]
    public void Groups_are_read_and_of_two_alternatives_one()
    {
        var document = Read($"<p:grpSp>{Shape("", Paragraph("内"))}</p:grpSp><mc:AlternateContent xmlns:mc='m'>"
            + $"<mc:Choice>{Shape("", Paragraph("新"))}</mc:Choice><mc:Fallback>{Shape("", Paragraph("旧"))}</mc:Fallback></mc:AlternateContent>");

        Assert.Equal(["内", "新"], Reading.Lines(document));
    }

    [Fact]
    public void Notes_follow_their_slide_without_its_number()
    {
        var notes = $"<p:notes {Names}><p:cSld><p:spTree>{Shape("<p:ph type='body'/>", Paragraph("说明"))}{Shape("<p:ph type='sldNum'/>", Paragraph("1"))}</p:spTree></p:cSld></p:notes>";

        Assert.Equal(["正文", "说明"], Reading.Lines(Read(Shape("", Paragraph("正文")), notes)));
    }

    [Fact]
    public void A_zip_that_is_no_presentation_is_damaged()
    {
        var file = _folder.File("x.pptx");
        using (var zip = ZipFile.Open(file, ZipArchiveMode.Create))
        {
            zip.CreateEntry("x");
        }

        Assert.Equal("RCP3004", Reading.Problem(file).Code);
    }

    private static string Names => $"xmlns:p='p' xmlns:a='a' xmlns:r='{Office}'";

    private static string Paragraph(string text) => $"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>";

    private static string Shape(string placeholder, string paragraphs) =>
        $"<p:sp><p:nvSpPr><p:cNvPr/><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:txBody>{paragraphs}</p:txBody></p:sp>";

    private SourceDocument Read(string shapes, string? notes = null)
    {
        var file = _folder.File("a.pptx");
        using (var zip = ZipFile.Open(file, ZipArchiveMode.Create))
        {
            Add("ppt/presentation.xml", $"<p:presentation {Names}><p:sldIdLst><p:sldId id='256' r:id='r1'/></p:sldIdLst></p:presentation>");
            Add("ppt/_rels/presentation.xml.rels", $"<Relationships><Relationship Id='r1' Type='{Office}/slide' Target='slides/s1.xml'/></Relationships>");
            Add("ppt/slides/s1.xml", $"<p:sld {Names}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>");
            if (notes is not null)
            {
                Add("ppt/slides/_rels/s1.xml.rels", $"<Relationships><Relationship Id='r1' Type='{Office}/notesSlide' Target='../notes/n1.xml'/></Relationships>");
                Add("ppt/notes/n1.xml", notes);
            }

            void Add(string name, string text)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(text);
            }
        }

        return Reading.Document(file);
    }
}
