using Recipes.Core;
using Recipes.Testing;

namespace Recipes.Tests.Documents.Word;

/// <summary>Every level, label and merged cell of a corpus whose structure is known, half of it written by LibreOffice.</summary>
public sealed class StructureCorpusTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, StructureCorpus.Count)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Written_by_hand(int number)
    {
        var (file, lines) = StructureCorpus.Write(number, _folder.Path);

        Assert.Equal(lines, Lines(file));
    }

    // The files were saved by LibreOffice 7.4: soffice --headless --convert-to docx --outdir libreoffice *.docx
    // It knows no legal levels: it shows and writes I.1 where Word shows 1.1.
    [Theory]
    [MemberData(nameof(Numbers))]
    public void Saved_by_LibreOffice(int number)
    {
        var saved = Path.Combine(RepositoryRoot.Path, "tests", "Recipes.Tests", "Documents", "Word", "libreoffice", $"{number:00}.docx");
        var (_, lines) = StructureCorpus.Write(number, _folder.Path, hasLegal: false);

        Assert.Equal(lines, Lines(saved));
    }

    private static IEnumerable<string> Lines(string file) => Reading.Document(file).Blocks.Select(b => b.Kind == BlockKind.TableRow
        ? string.Join("; ", b.Cells.Select(c => $"{c.Column}={c.Value}"))
        : $"{b.Level}[{b.Label}]{b.Text}");
}
