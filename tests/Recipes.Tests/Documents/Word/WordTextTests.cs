using Recipes.Core;
using Recipes.Testing;
using static Recipes.Testing.DocxFile;

namespace Recipes.Tests.Documents.Word;

public sealed class WordTextTests : IDisposable
{
    private const string Styles =
        "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style>"
        + "<w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"a\"/></w:style>"
        + "<w:style w:type=\"paragraph\" w:styleId=\"zhang\"><w:name w:val=\"公司章标题\"/><w:basedOn w:val=\"1\"/></w:style>"
        + "<w:style w:type=\"paragraph\" w:styleId=\"jie\"><w:name w:val=\"节\"/><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr></w:style>"
        + "<w:style w:type=\"paragraph\" w:styleId=\"t1\"><w:name w:val=\"toc 1\"/></w:style>"
        + "<w:style w:type=\"character\" w:styleId=\"hid\"><w:name w:val=\"hidden\"/><w:rPr><w:vanish/></w:rPr></w:style>";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Heading_levels_come_from_the_paragraph_then_its_style_then_the_style_above()
    {
        var lines = Lines(
            P("a", "<w:pStyle w:val=\"zhang\"/>") + P("b", "<w:pStyle w:val=\"jie\"/>")
            + P("c", "<w:pStyle w:val=\"jie\"/><w:outlineLvl w:val=\"2\"/>") + P("d", "<w:pStyle w:val=\"1\"/><w:outlineLvl w:val=\"9\"/>")
            + P("e"));

        Assert.Equal(["# a", "## b", "### c", "d", "e"], lines);
    }

    [Fact]
    public void Typed_chapters_are_headings_and_clauses_keep_their_numbers()
    {
        var document = Read(P("第一章　总则") + P("第一条 为了保护劳动者，制定本法。") + P("第一条规定的情形除外。"));

        Assert.Equal((BlockKind.Heading, "第一章", "总则"), (document.Blocks[0].Kind, document.Blocks[0].Label, document.Blocks[0].Text));
        Assert.Equal(("第一条", "为了保护劳动者，制定本法。"), (document.Blocks[1].Label, document.Blocks[1].Text));
        Assert.Null(document.Blocks[2].Label); // a reference, not a number
    }

    [Fact]
    public void Inserted_text_stays_and_deleted_and_moved_text_goes()
    {
        var document = Read(
            "<w:p><w:r><w:t>甲</w:t></w:r><w:ins><w:r><w:t>乙</w:t></w:r></w:ins><w:del><w:r><w:delText>丙</w:delText></w:r></w:del>"
            + "<w:moveFrom><w:r><w:t>丁</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>戊</w:t></w:r></w:moveTo></w:p>");

        Assert.Equal("甲乙戊", Assert.Single(document.Blocks).Text);
        Assert.Equal(2, document.LeftOut["deleted-text"]);
    }

    [Fact]
    public void A_paragraph_whose_mark_was_deleted_runs_into_the_next()
    {
        var lines = Lines(P("前", "<w:rPr><w:del/></w:rPr>") + P("后"));

        Assert.Equal(["前后"], lines);
    }

    [Fact]
    public void Field_codes_go_and_their_results_stay()
    {
        var lines = Lines(
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGEREF x</w:instrText><w:t>code</w:t></w:r>"
            + "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>12</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
            + "<w:hyperlink><w:r><w:t>页</w:t></w:r></w:hyperlink></w:p>");

        Assert.Equal(["12页"], lines);
    }

    [Fact]
    public void Text_hidden_directly_or_by_style_goes()
    {
        var document = Read(
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>a</w:t></w:r><w:r><w:rPr><w:rStyle w:val=\"hid\"/></w:rPr><w:t>b</w:t></w:r>"
            + "<w:r><w:rPr><w:rStyle w:val=\"hid\"/><w:vanish w:val=\"0\"/></w:rPr><w:t>c</w:t></w:r></w:p>");

        Assert.Equal("c", Assert.Single(document.Blocks).Text);
        Assert.Equal(2, document.LeftOut["hidden-text"]);
    }

    [Fact]
    public void A_text_box_is_read_once_of_its_two_copies()
    {
        var box = $"<w:txbxContent>{P("框中")}</w:txbxContent>";

        var lines = Lines(
            "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><x><y>" + box
            + "</y></x></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>" + box
            + "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>");

        Assert.Equal(["正文", "框中"], lines);
    }

    [Fact]
    public void Notes_follow_the_paragraph_that_marks_them_and_separators_do_not()
    {
        var file = new DocxFile { Body = "<w:p><w:r><w:t>条文</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p>" + P("下一段") }
            .With("footnotes", $"<w:footnote w:type=\"separator\" w:id=\"0\">{P("线")}</w:footnote><w:footnote w:id=\"2\">{P("注文")}</w:footnote>");

        var lines = Reading.Lines(Reading.Document(file.Write(_folder.Path)));

        Assert.Equal(["条文", "[1] 注文", "下一段"], lines);
    }

    [Fact]
    public void Content_controls_symbols_and_equations_are_text()
    {
        var lines = Lines(
            "<w:sdt><w:sdtPr/><w:sdtContent>" + P("控件") + "</w:sdtContent></w:sdt>"
            + "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/></w:r>"
            + "<m:oMath><m:f><m:num><m:r><m:t>x</m:t></m:r></m:num><m:den><m:r><m:t>y</m:t></m:r></m:den></m:f></m:oMath></w:p>");

        Assert.Equal(["控件", "a b-x/y"], lines);
    }

    [Fact]
    public void A_reading_aid_does_not_mix_into_its_word()
    {
        var lines = Lines(
            "<w:p><w:r><w:ruby><w:rt><w:r><w:t>かんじ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢字</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>");

        Assert.Equal(["漢字"], lines);
    }

    [Fact]
    public void A_table_of_contents_and_headers_are_left_out_and_counted()
    {
        var file = new DocxFile { Body = P("第一章 总则 1", "<w:pStyle w:val=\"t1\"/>") + P("正文") }
            .With("styles", Styles).With("header", P("页眉")).With("footer", P("页脚"));

        var document = Reading.Document(file.Write(_folder.Path));

        Assert.Equal(["正文"], Reading.Lines(document));
        Assert.Equal(
            [("footers", 1), ("headers", 1), ("table-of-contents-lines", 1)],
            document.LeftOut.Select(l => (l.Key, l.Value)));
    }

    [Fact]
    public void A_soft_break_divides_where_a_sentence_ends_and_joins_where_it_does_not()
    {
        var lines = Lines("<w:p><w:r><w:t>第一句。</w:t><w:br/><w:t>第二句还</w:t><w:br/><w:t>没完。</w:t></w:r></w:p>");

        Assert.Equal(["第一句。", "第二句还没完。"], lines);
    }

    [Fact]
    public void Large_letters_are_headings_where_nothing_else_says_so()
    {
        static string Sized(string text, int halfPoints) =>
            $"<w:p><w:r><w:rPr><w:sz w:val=\"{halfPoints}\"/></w:rPr><w:t>{text}</w:t></w:r></w:p>";

        var lines = Lines(Sized("用户手册", 44) + Sized("胎压", 32) + Sized("轮胎的压力应当定期检查，每月一次。", 21)
            + Sized("轮胎冷却后再量。", 21) + Sized("备胎也要检查。", 21) + Sized("胎压见铭牌。", 21) + Sized("完。", 21) + Sized("谢谢。", 21));

        Assert.Equal(["# 用户手册", "## 胎压"], lines[..2]);
        Assert.DoesNotContain(lines[2..], l => l.StartsWith('#'));
    }

    private SourceDocument Read(string body) =>
        Reading.Document(new DocxFile { Body = body }.With("styles", Styles).Write(_folder.Path));

    private string[] Lines(string body) => Reading.Lines(Read(body));
}
