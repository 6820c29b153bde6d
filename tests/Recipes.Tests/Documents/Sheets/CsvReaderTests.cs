using System.Text;
using Recipes.Core;
using Recipes.Testing;

namespace Recipes.Tests.Documents.Sheets;

public sealed class CsvReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public void The_delimiter_is_found_and_the_first_row_names_the_columns(string sign)
    {
        var document = Read($"名称{sign}单价\r\n苹果{sign}3\r\n梨{sign}4\r\n");

        Assert.Equal(["苹果 | 3", "梨 | 4"], document.Blocks.Select(b => b.Text));
        Assert.Equal([new Cell("名称", "梨"), new Cell("单价", "4")], document.Blocks[1].Cells);
    }

    [Fact]
    public void Quotes_keep_delimiters_line_ends_and_quotes()
    {
        var document = Read("a,b,c\n\"1,5\",\"x\ny\",\"say \"\"hi\"\"\"\n2,,\"open");

        Assert.Equal(["1,5 | x y | say \"hi\"", "2 |  | open"], document.Blocks.Select(b => b.Text));
    }

    [Fact]
    public void A_file_of_an_older_office_program_is_read_in_its_charset()
    {
        File.WriteAllBytes(_folder.File("a.csv"), CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!.GetBytes("部门名称,人数\n财务部门,3\n"));

        Assert.Equal("财务部门 | 3", Reading.Document(_folder.File("a.csv")).Blocks[0].Text);
    }

    private SourceDocument Read(string text) => Reading.Document(_folder.Write("a.csv", text));
}
