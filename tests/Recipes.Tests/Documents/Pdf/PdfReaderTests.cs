using Recipes.Core;
using Recipes.Testing;

namespace Recipes.Tests.Documents.Pdf;

public sealed class PdfReaderTests : IDisposable
{
    private const string Full = "The tyre pressure is checked once a month and before every long trip with";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Full_lines_join_and_a_short_one_ends_the_paragraph()
    {
        var lines = Lines(new PdfFile().Page().Text(50, 700, Full).Text(50, 686, "a full load.").Text(50, 672, Full).Text(50, 658, "trailers."));

        Assert.Equal([Full + " a full load.", Full + " trailers."], lines);
    }

    [Fact]
    public void Cells_between_ruling_lines_are_rows_with_columns()
    {
        var file = new PdfFile().Page().Text(50, 750, "Table 1").Grid([50, 150, 300], [700, 680, 660, 640])
            .Text(55, 685, "Name").Text(155, 685, "Value").Text(55, 665, "Oil").Text(155, 665, "5").Text(55, 645, "Water").Text(155, 645, "7")
            .Text(50, 600, "After");

        var document = Read(file);

        Assert.Equal(["Table 1", "Oil | 5", "Water | 7", "After"], Reading.Lines(document));
        Assert.Equal([new Cell("Name", "Oil"), new Cell("Value", "5")], document.Blocks[1].Cells);
    }

    [Fact]
    public void A_missing_line_merges_cells_and_repeats_their_label()
    {
        var file = new PdfFile().Page()
            .Line(50, 700, 300, 700).Line(50, 680, 300, 680).Line(150, 660, 300, 660).Line(50, 640, 300, 640)
            .Line(50, 700, 50, 640).Line(150, 700, 150, 640).Line(300, 700, 300, 640)
            .Text(55, 685, "Group").Text(155, 685, "Count").Text(55, 655, "Both").Text(155, 665, "1").Text(155, 645, "2");

        Assert.Equal(["Both | 1", "Both | 2"], Lines(file));
    }

    [Fact]
    public void Two_columns_are_read_one_after_the_other()
    {
        var file = new PdfFile().Page().Text(50, 750, "Title over both columns of this page, as papers have it on their first page", 11);
        for (var i = 0; i < 6; i++)
        {
            file.Text(50, 700 - (14 * i), $"left column line number {i} of the paper here");
        }

        for (var i = 0; i < 6; i++)
        {
            file.Text(320, 700 - (14 * i), $"right column line number {i} of the paper here");
        }

        var text = string.Join(' ', Lines(file));

        Assert.True(text.IndexOf("left column line number 5", StringComparison.Ordinal) < text.IndexOf("right column line number 0", StringComparison.Ordinal), text);
        Assert.Contains("number 0 of the paper here left column line number 1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Running_headers_and_page_numbers_go_and_are_counted()
    {
        var file = new PdfFile();
        for (var page = 1; page <= 3; page++)
        {
            file.Page().Text(50, 780, "Owner's manual").Text(300, 20, $"- {page} -").Text(50, 400, $"Text of page {(char)('A' + page)}.");
        }

        var document = Read(file);

        Assert.Equal(["Text of page B.", "Text of page C.", "Text of page D."], Reading.Lines(document));
        Assert.Equal(6, document.LeftOut["headers-and-footers"]);
    }

    [Fact]
    public void Larger_letters_are_a_heading()
    {
        var lines = Lines(new PdfFile().Page().Text(50, 700, "Tyres", 18).Text(50, 670, Full).Text(50, 656, "care."));

        Assert.Equal("# Tyres", lines[0]);
    }

    [Fact]
    public void A_word_broken_at_the_line_end_is_whole_again()
    {
        var lines = Lines(new PdfFile().Page().Text(50, 700, Full + " con-").Text(50, 686, "tinued care."));

        Assert.Equal([Full + " continued care."], lines);
    }

    [Fact]
    public void A_font_without_its_descriptor_is_read() =>
        Assert.Equal(["日本語"], Lines(new PdfFile().Page().Codes(50, 700, "93FA967B8CEA")));

    [Fact]
    public void Pages_without_text_are_a_problem()
    {
        var problem = Reading.Problem(new PdfFile().Page().Line(1, 1, 9, 9).Write(_folder.Path));

        Assert.Equal("RCP3005", problem.Code);
    }

    private SourceDocument Read(PdfFile file) => Reading.Document(file.Write(_folder.Path));

    private string[] Lines(PdfFile file) => Reading.Lines(Read(file));
}
