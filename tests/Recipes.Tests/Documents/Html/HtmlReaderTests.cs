using System.Text;
using Recipes.Core;
using Recipes.Documents;
using Recipes.Testing;

namespace Recipes.Tests.Documents.Html;

public sealed class HtmlReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Headings_lists_and_preformatted_lines_keep_their_structure()
    {
        var lines = Lines("<h2>总则</h2><p>甲\n乙 <b>丙</b></p><ol start=3><li>一<li>二</ol><ul><li>三</ul><pre>a  b\nc</pre>");

        Assert.Equal(["## 总则", "甲乙 丙", "3. 一", "4. 二", "三", "a b", "c"], lines);
    }

    [Fact]
    public void A_row_carries_its_columns_and_merged_cells_are_repeated()
    {
        var document = Read("<table><tr><th>部门<th>月份<th>金额<tr><td rowspan=2>财务<td>1<td>10<tr><td>2<td>20</table>");

        Assert.Equal(["财务 | 1 | 10", "财务 | 2 | 20"], document.Blocks.Select(b => b.Text));
        Assert.Equal([new Cell("部门", "财务"), new Cell("月份", "2"), new Cell("金额", "20")], document.Blocks[1].Cells);
    }

    [Fact]
    public void A_table_that_divides_the_page_is_none() =>
        Assert.Equal(["# 标题", "正文。"], Lines("<table><tr><td><h1>标题</h1><td><p>正文。</p></table>"));

    [Fact]
    public void Scripts_styles_and_hidden_text_go_and_menus_stand_aside()
    {
        var menu = string.Concat(Enumerable.Range(0, 6).Select(i => $"<li><a href=/{i}>栏目{i}</a>"));
        var document = Read($"<div class=top><ul>{menu}</ul></div><script>x()</script><style>p{{}}</style><p hidden>藏</p>"
            + "<main><h1>通知</h1><p>各部门应当在三十日内完成本年度的自查工作，并把结果报送办公室备案。</p></main><footer>版权所有</footer>");

        Assert.Equal(
            ["栏目0", "栏目1", "栏目2", "栏目3", "栏目4", "栏目5", "# 通知", "各部门应当在三十日内完成本年度的自查工作，并把结果报送办公室备案。", "版权所有"],
            Reading.Lines(document));
        Assert.Equal([.. Enumerable.Repeat(true, 6), false, false, true], document.Blocks.Select(b => b.IsAside));
        Assert.StartsWith("> 栏目0\n\n> 栏目1\n", DocumentText.Render(document).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_of_links_alone_is_read_as_it_is() =>
        Assert.Equal(5, Lines(string.Concat(Enumerable.Range(0, 5).Select(i => $"<p><a href=/{i}>第{i}号文件</a></p>"))).Length);

    [Theory]
    [InlineData("gb2312", "gb18030")]
    [InlineData("gb2312", "utf-8")]
    [InlineData("utf-8", "gb18030")]
    [InlineData("big5", "big5")]
    [InlineData("iso-8859-1", "gb18030")]
    public void The_bytes_decide_where_the_declared_charset_is_another(string declared, string real)
    {
        var text = real == "big5" ? "本規則依據有關法律制定，適用於一切單位。" : "本规则依据有关法律制定，适用于一切单位。";
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(real) ?? Encoding.UTF8;
        File.WriteAllBytes(_folder.File("a.html"), encoding.GetBytes($"<meta charset={declared}><p>{text}</p>"));

        Assert.Equal([text], Reading.Lines(Reading.Document(_folder.File("a.html"))));
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<a><div>")]
    [InlineData("<b><i><font><p>x")]
    public void Elements_opened_without_end_cost_one_document(string opened)
    {
        var problem = Reading.Problem(_folder.Write("a.html", string.Concat(Enumerable.Repeat(opened, 20_000)) + "x"));

        Assert.Equal(("RCP3007", "more than 1,000 of its elements are open at once"), (problem.Code, problem.Fact));
    }

    private SourceDocument Read(string html) => Reading.Document(_folder.Write("a.html", html));

    private string[] Lines(string html) => Reading.Lines(Read(html));
}
