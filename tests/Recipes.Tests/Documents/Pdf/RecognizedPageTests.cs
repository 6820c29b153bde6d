using Recipes.Documents;
using Recipes.Documents.Workers;
using Recipes.Testing;

namespace Recipes.Tests.Documents.Pdf;

public sealed class RecognizedPageTests : IDisposable
{
    private const string Head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Words_join_to_lines_and_full_lines_to_paragraphs()
    {
        var table = Head + "4\t1\t1\t1\t1\t0\t200\t400\t2000\t50\t-1\t\n"
            + Word(1, 1, 200, 150, "第一条") + Word(1, 1, 385, 1815, "轮胎气压每月检查") + Word(1, 2, 200, 100, "一次。")
            + Word(2, 1, 200, 150, "第二条") + Word(2, 1, 385, 200, "用") + Word(2, 1, 587, 60, "15") + Word(2, 1, 665, 60, "mm") + Word(2, 1, 727, 100, "的");

        Assert.Equal(["第一条 轮胎气压每月检查一次。", "第二条 用15 mm的"], Lines(table));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5\t1\t1\n")]
    [InlineData("5\t1\t1\t1\t1\t1\tx\ty\tz\t50\t9\t \n")]
    public void A_table_without_words_gives_no_text(string rows)
    {
        var result = Read(Head + rows);

        Assert.Equal("RCP3005", Assert.Single(result.Problems).Code);
    }

    /// <summary>A word 50 pixels high; each line is below the one before.</summary>
    private static string Word(int block, int line, int left, int width, string text) =>
        string.Create(CultureInfo.InvariantCulture, $"5\t1\t{block}\t1\t{line}\t1\t{left}\t{(block * 200) + (line * 80)}\t{width}\t50\t95.5\t{text}\n");

    private string[] Lines(string table) => Reading.Lines(Read(table).Document!);

    private ReadResult Read(string table) => DocumentReader.Read(
        new ReadRequest
        {
            File = new PdfFile().Page().Text(50, 700, "stamp").Write(_folder.Path),
            Path = "a.pdf",
            Kind = "manual",
            Recognized = new Dictionary<int, string> { [1] = table },
        },
        TestContext.Current.CancellationToken);
}
