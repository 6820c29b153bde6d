using Recipes.Core;
using Recipes.Testing;
using static Recipes.Testing.XlsxFile;

namespace Recipes.Tests.Documents.Sheets;

public sealed class SheetReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_first_row_names_the_columns_and_a_title_stands_apart()
    {
        var document = Read(new XlsxFile().With("价格", Row(1, "价目表") + Row(3, "名称", "说明") + Row(4, "机油", "每年换")));

        Assert.Equal(["# 价格", "价目表", "机油 | 每年换"], Reading.Lines(document));
        Assert.Equal([new Cell("名称", "机油"), new Cell("说明", "每年换")], document.Blocks[2].Cells);
    }

    [Fact]
    public void Merged_cells_are_repeated_on_their_rows()
    {
        var document = Read(new XlsxFile().With("Sheet1",
            Row(1, "组", "名", "值") + Row(2, "甲", "a", "x") + Row(3, "", "b", "y"), "<mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells>"));

        Assert.Equal(["甲 | a | x", "甲 | b | y"], Reading.Lines(document));
    }

    [Fact]
    public void Hidden_sheets_are_left_out_and_counted()
    {
        var document = Read(new XlsxFile().With("Sheet1", Row(1, "a", "b")).With("Sheet2", Row(1, "geheim"), state: "veryHidden"));

        Assert.Equal(["a | b"], Reading.Lines(document));
        Assert.Equal(1, document.LeftOut["hidden-sheets"]);
    }

    [Fact]
    public void Rich_text_joins_without_its_reading_aid_and_escapes_are_characters()
    {
        var book = new XlsxFile { Strings = "<si><r><t>豊</t></r><r><t>田</t></r><rPh><t>トヨタ</t></rPh></si><si><t>a_x0041_</t></si>" }
            .With("Sheet1", "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"b\"><v>1</v></c><c r=\"D1\" t=\"e\"><v>#N/A</v></c></row>");

        Assert.Equal(["豊田 | aA | TRUE | #N/A"], Reading.Lines(Read(book)));
    }

    // Values as Excel shows them in these formats; dates as ISO 8601.
    [Theory]
    [InlineData("General", "0.1", "0.1")]
    [InlineData("General", "123456789012", "123456789012")]
    [InlineData("General", "0.30000000000000004", "0.3")]
    [InlineData("0.00%", "1.1111", "111.11%")]
    [InlineData("#,##0.00", "1234567.891", "1,234,567.89")]
    [InlineData("\"￥\"0.00", "1.115", "￥1.12")]
    [InlineData("[$€-407] #,##0", "1500", "€ 1,500")]
    [InlineData("#,##0_);[Red](#,##0)", "-1500", "(1,500)")]
    [InlineData("0.0,,\"M\"", "12300000", "12.3M")]
    [InlineData("yyyy\"年\"m\"月\"d\"日\"", "43831", "2020-01-01")]
    [InlineData("m/d/yy h:mm", "43831.5", "2020-01-01 12:00:00")]
    [InlineData("h:mm", "0.75", "18:00:00")]
    [InlineData("[h]:mm", "1.5", "36:00:00")]
    [InlineData("0.00E+00", "12345", "1.23E+04")]
    public void Numbers_are_written_as_their_format_shows_them(string format, string value, string expected)
    {
        var book = new XlsxFile
        {
            Styles = $"<numFmts><numFmt numFmtId=\"200\" formatCode=\"{System.Security.SecurityElement.Escape(format)}\"/></numFmts><cellXfs><xf numFmtId=\"200\"/></cellXfs>",
        }.With("Sheet1", "<row r=\"1\">" + Number("A1", value) + Inline("B1", "x") + "</row>");

        Assert.Equal($"{expected} | x", Assert.Single(Reading.Lines(Read(book))));
    }

    [Fact]
    public void Dates_count_from_1904_where_the_workbook_says_so()
    {
        var book = new XlsxFile { Properties = "date1904=\"1\"", Styles = "<cellXfs><xf numFmtId=\"14\"/></cellXfs>" }
            .With("Sheet1", "<row r=\"1\">" + Number("A1", "0") + Number("B1", "38060") + "</row>");

        Assert.Equal(["1904-01-01 | 2008-03-15"], Reading.Lines(Read(book)));
    }

    private SourceDocument Read(XlsxFile book) => Reading.Document(book.Write(_folder.Path));
}
