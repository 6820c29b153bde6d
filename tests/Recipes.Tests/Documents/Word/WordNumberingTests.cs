using Recipes.Testing;
using static Recipes.Testing.DocxFile;

namespace Recipes.Tests.Documents.Word;

public sealed class WordNumberingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The expected signs are those of ECMA-376 part 1, 17.18.59, and of Word's own dialogs.
    [Theory]
    [InlineData("decimal", 12, "12")]
    [InlineData("decimalZero", 7, "07")]
    [InlineData("upperRoman", 1994, "MCMXCIV")]
    [InlineData("lowerRoman", 4, "iv")]
    [InlineData("upperLetter", 28, "BB")]
    [InlineData("lowerLetter", 26, "z")]
    [InlineData("chineseCounting", 10, "十")]
    [InlineData("chineseCounting", 21, "二十一")]
    [InlineData("chineseCountingThousand", 125, "一百二十五")]
    [InlineData("chineseCountingThousand", 1001, "一千零一")]
    [InlineData("chineseCountingThousand", 110, "一百一十")]
    [InlineData("chineseLegalSimplified", 16, "壹拾陆")]
    [InlineData("japaneseCounting", 125, "百二十五")]
    [InlineData("ideographDigital", 105, "一〇五")]
    [InlineData("ideographTraditional", 3, "丙")]
    [InlineData("ideographZodiac", 12, "亥")]
    [InlineData("decimalEnclosedCircle", 20, "⑳")]
    [InlineData("decimalEnclosedCircleChinese", 1, "①")]
    [InlineData("decimalFullWidth", 15, "１５")]
    [InlineData("ordinal", 12, "12th")]
    [InlineData("cardinalText", 121, "One hundred twenty-one")]
    [InlineData("ordinalText", 20, "Twentieth")]
    public void Number_formats_write_as_Word_does(string format, int value, string expected)
    {
        var numbering = List(1, Level(0, format, "%1", start: value));

        var line = Assert.Single(Lines(numbering, Numbered("x", 1)));

        Assert.Equal(expected, line.TrimStart('#', ' ')[..^1].TrimEnd());
    }

    [Fact]
    public void Articles_count_on_and_sections_begin_again_in_every_chapter()
    {
        var numbering = List(1, Level(0, "chineseCountingThousand", "第%1章") + Level(1, "chineseCountingThousand", "第%2节")
            + Level(2, "chineseCountingThousand", "第%3条", "<w:lvlRestart w:val=\"0\"/>"));

        var lines = Lines(numbering, string.Concat(
            Numbered("总则", 1), Numbered("甲", 1, 1), Numbered("条文。", 1, 2), Numbered("乙", 1, 1), Numbered("条文。", 1, 2),
            Numbered("附则", 1), Numbered("丙", 1, 1), Numbered("条文。", 1, 2)));

        Assert.Equal(
            [
                "# 第一章 总则", "## 第一节 甲", "第一条 条文。", "## 第二节 乙", "第二条 条文。",
                "# 第二章 附则", "## 第一节 丙", "第三条 条文。",
            ],
            lines);
    }

    [Fact]
    public void A_legal_level_writes_the_levels_above_it_in_decimal()
    {
        var numbering = List(1, Level(0, "upperRoman", "%1.") + Level(1, "decimal", "%1.%2", "<w:isLgl/>"));

        Assert.Equal(["I. a;", "II. b;", "2.1 c;"], Lines(numbering, Numbered("a;", 1) + Numbered("b;", 1) + Numbered("c;", 1, 1)));
    }

    [Fact]
    public void Two_lists_of_one_definition_count_on_unless_one_overrides_the_start()
    {
        var numbering = List(1, Level(0, "decimal", "%1)"))
            + "<w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>"
            + "<w:num w:numId=\"3\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride></w:num>";

        var lines = Lines(numbering, Numbered("a", 1) + Numbered("b", 2) + Numbered("c", 3) + Numbered("d", 3));

        Assert.Equal(["1) a", "2) b", "5) c", "6) d"], lines);
    }

    [Fact]
    public void A_style_brings_its_list_at_the_level_bound_to_it_and_zero_takes_it_away()
    {
        var styles = "<w:style w:type=\"paragraph\" w:styleId=\"tiao\"><w:name w:val=\"条\"/><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>"
            + "<w:style w:type=\"paragraph\" w:styleId=\"sub\"><w:name w:val=\"款\"/><w:basedOn w:val=\"tiao\"/></w:style>";
        var numbering = List(1, Level(0, "decimal", "%1.") + Level(1, "chineseCounting", "第%2条", "<w:pStyle w:val=\"tiao\"/>"));
        var body = P("甲。", "<w:pStyle w:val=\"tiao\"/>") + P("乙。", "<w:pStyle w:val=\"sub\"/>")
            + P("丙。", "<w:pStyle w:val=\"tiao\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr>");

        var lines = Lines(numbering, body, styles);

        Assert.Equal(["第一条 甲。", "第二条 乙。", "丙。"], lines);
    }

    [Fact]
    public void An_empty_numbered_paragraph_counts_and_a_bullet_gives_no_label()
    {
        var numbering = List(1, Level(0, "decimal", "%1.")) + List(2, Level(0, "bullet", "•"));

        Assert.Equal(["1. a", "3. c", "d"], Lines(numbering, Numbered("a", 1) + Numbered("", 1) + Numbered("c", 1) + Numbered("d", 2)));
    }

    [Fact]
    public void A_list_that_names_a_list_style_uses_the_definition_behind_it()
    {
        var styles = "<w:style w:type=\"numbering\" w:styleId=\"LS\"><w:name w:val=\"LS\"/><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>";
        var numbering = List(1, Level(0, "upperLetter", "%1)")) + "<w:abstractNum w:abstractNumId=\"9\"><w:numStyleLink w:val=\"LS\"/></w:abstractNum>"
            + "<w:num w:numId=\"9\"><w:abstractNumId w:val=\"9\"/></w:num>";

        Assert.Equal(["A) a", "B) b"], Lines(numbering, Numbered("a", 9) + Numbered("b", 9), styles));
    }

    private static string List(int id, string levels) =>
        $"<w:abstractNum w:abstractNumId=\"{id}\">{levels}</w:abstractNum><w:num w:numId=\"{id}\"><w:abstractNumId w:val=\"{id}\"/></w:num>";

    private static string Level(int level, string format, string text, string more = "", int start = 1) =>
        $"<w:lvl w:ilvl=\"{level}\"><w:start w:val=\"{start}\"/><w:numFmt w:val=\"{format}\"/>{more}<w:lvlText w:val=\"{text}\"/></w:lvl>";

    private string[] Lines(string numbering, string body, string styles = "") => Reading.Lines(Reading.Document(
        new DocxFile { Body = body }.With("numbering", numbering).With("styles", styles).Write(_folder.Path)));
}
