using Recipes.Core;
using Recipes.Testing;

namespace Recipes.Tests.Documents;

public sealed class MarkdownReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Headings_lists_and_paragraphs_come_in_order()
    {
        var lines = Lines("---\ntitle: x\n---\n# 标题\n\n第一条 为了\n保护。\n\n3. 三\n4. 四\n- 点\n\nSetext\n---\n");

        Assert.Equal(["# 标题", "第一条 为了保护。", "3. 三", "4. 四", "点", "## Setext"], lines);
    }

    [Fact]
    public void A_hash_inside_a_code_fence_is_no_heading()
    {
        var document = Read("# A\n\n```\n# comment\nSELECT 1;\n```\n");

        Assert.Equal([BlockKind.Heading, BlockKind.Paragraph, BlockKind.Paragraph], document.Blocks.Select(b => b.Kind));
        Assert.Equal("# comment", document.Blocks[1].Text);
    }

    [Fact]
    public void A_pipe_table_has_named_cells_and_markup_goes()
    {
        var row = Assert.Single(Read("| 名 | 值 |\n| --- | --- |\n| **a** | `b` [c](http://x) |\n").Blocks);

        Assert.Equal([new Cell("名", "a"), new Cell("值", "b c")], row.Cells);
    }

    [Fact]
    public void Comments_and_tags_go_and_are_counted()
    {
        var document = Read("<!-- INFO END -->\n\n甲<br/>乙 &amp; 丙\n\n<div>丁</div>\n");

        Assert.Equal(["甲乙 & 丙", "丁"], Reading.Lines(document));
        Assert.Equal(1, document.LeftOut["comments"]);
    }

    [Fact]
    [Trait("Data", "reference")]
    public void Every_statute_keeps_each_of_its_articles()
    {
        var folder = ReferenceData.Find("documents");
        Assert.SkipWhen(folder is null, "reference data absent: documents");
        var files = Directory.GetFiles(folder, "*.md");
        var articles = 0;

        foreach (var file in files)
        {
            var written = File.ReadLines(file).Count(l => l.StartsWith('第') && l.Contains("条 ", StringComparison.Ordinal));
            var read = Reading.Document(file).Blocks.Count(b => b.Label is ['第', .., '条']);
            Assert.Equal((Path.GetFileName(file), written), (Path.GetFileName(file), read));
            articles += read;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"documents: {files.Length} files, {articles} articles");
        Assert.NotEqual(0, articles);
    }

    private SourceDocument Read(string text) => Reading.Document(_folder.Write("a.md", text));

    private string[] Lines(string text) => Reading.Lines(Read(text));
}
