using Recipes.Core;
using Recipes.Testing;
using static Recipes.Testing.DocxFile;

namespace Recipes.Tests.Documents.Word;

public sealed class WordTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_row_is_one_block_whose_cells_know_their_columns()
    {
        var row = Assert.Single(Rows(Table(["字段", "类型", "描述"], ["id", "int", "编号"])));

        Assert.Equal("id | int | 编号", row.Text);
        Assert.Equal([new Cell("字段", "id"), new Cell("类型", "int"), new Cell("描述", "编号")], row.Cells);
    }

    [Fact]
    public void A_label_merged_downwards_is_repeated_on_every_row()
    {
        var rows = Rows("<w:tbl>" + Row(Cell(P("等级")), Cell(P("车道")), Cell(P("公顷")))
            + Row(Cell(P("高速"), "<w:vMerge w:val=\"restart\"/>"), Cell(P("八")), Cell(P("2.5")))
            + Row(Cell(P(""), "<w:vMerge/>"), Cell(P("六")), Cell(P("2.1"))) + "</w:tbl>");

        Assert.Equal(["高速 | 八 | 2.5", "高速 | 六 | 2.1"], rows.Select(r => r.Text));
    }

    [Fact]
    public void A_header_of_two_rows_names_columns_from_above_and_below()
    {
        var rows = Rows("<w:tbl>" + Row(Cell(P("地区"), "<w:vMerge w:val=\"restart\"/>"), Cell(P("收入"), "<w:gridSpan w:val=\"2\"/>"))
            + Row(Cell(P(""), "<w:vMerge/>"), Cell(P("上年")), Cell(P("本年"))) + Row(Cell(P("华东")), Cell(P("1")), Cell(P("2"))) + "</w:tbl>");

        Assert.Equal(["地区", "收入 / 上年", "收入 / 本年"], Assert.Single(rows).Cells.Select(c => c.Column));
    }

    [Fact]
    public void Rows_marked_as_header_are_header()
    {
        var rows = Rows("<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>" + Cell(P("名")) + Cell(P("值")) + "</w:tr>"
            + Row(Cell(P("a")), Cell(P("b"))) + "</w:tbl>");

        Assert.Equal([new Cell("名", "a"), new Cell("值", "b")], Assert.Single(rows).Cells);
    }

    [Fact]
    public void Two_columns_without_any_mark_have_no_header()
    {
        var rows = Rows(Table(["招标人", "某公司"], ["地址", "某路"]));

        Assert.Equal(["招标人 | 某公司", "地址 | 某路"], rows.Select(r => r.Text));
        Assert.All(rows.SelectMany(r => r.Cells), c => Assert.Equal("", c.Column));
    }

    [Fact]
    public void Skipped_grid_columns_keep_the_cells_below_their_names()
    {
        var rows = Rows("<w:tbl>" + Row(Cell(P("甲")), Cell(P("乙")), Cell(P("丙"))) + Row(Cell(P("1")), Cell(P("2")), Cell(P("3")))
            + "<w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>" + Cell(P("5")) + Cell(P("6")) + "</w:tr></w:tbl>");

        Assert.Equal(new Cell("乙", "5"), rows[1].Cells[1]);
    }

    [Fact]
    public void A_table_of_one_column_is_layout_and_a_nested_table_follows_its_row()
    {
        var document = Read("<w:tbl>" + Row(Cell(P("第一章 总则") + P("正文。") + Table(["a", "b"], ["c", "d"]))) + "</w:tbl>"
            + "<w:tbl>" + Row(Cell(P("外") + Table(["内", "里"])), Cell(P("旁"))) + "</w:tbl>");

        Assert.Equal(
            ["# 第一章 总则", "正文。", "a | b", "c | d", "外 | 旁", "内 | 里"],
            Reading.Lines(document));
        Assert.Equal([2, 2, 3, 4], document.Blocks.Where(b => b.Table > 0).Select(b => b.Table));
    }

    [Fact]
    public void A_deleted_row_goes()
    {
        var rows = Rows("<w:tbl>" + Row(Cell(P("a")), Cell(P("b"))) + "<w:tr><w:trPr><w:del/></w:trPr>" + Cell(P("c")) + Cell(P("d")) + "</w:tr></w:tbl>");

        Assert.Equal(["a | b"], rows.Select(r => r.Text));
    }

    [Fact]
    public void A_header_above_blanks_only_is_what_the_table_says()
    {
        var rows = Rows("<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>" + Cell(P("姓名")) + Cell(P("职务")) + "</w:tr>" + Row(Cell(P("")), Cell(P(""))) + "</w:tbl>");

        Assert.Equal(["姓名 | 职务"], rows.Select(r => r.Text));
    }

    private SourceDocument Read(string body) => Reading.Document(new DocxFile { Body = body }.Write(_folder.Path));

    private List<Block> Rows(string body) => [.. Read(body).Blocks.Where(b => b.Kind == BlockKind.TableRow)];
}
