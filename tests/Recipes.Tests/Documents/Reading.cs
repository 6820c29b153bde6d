using Recipes.Core;
using Recipes.Documents;

namespace Recipes.Tests.Documents;

/// <summary>What every test of a reader does.</summary>
internal static class Reading
{
    public static ReadResult Result(string file, ReadLimits? limits = null) => DocumentReader.Read(
        file, "documents/" + Path.GetFileName(file), "manual", limits ?? ReadLimits.Default, TestContext.Current.CancellationToken);

    public static SourceDocument Document(string file)
    {
        var result = Result(file);

        Assert.Equal("", string.Join("\n", result.Problems));
        return result.Document!;
    }

    /// <summary>The lines of a document as <c>label text</c>, headings behind their <c>#</c> signs.</summary>
    public static string[] Lines(SourceDocument document) => [.. document.Blocks.Select(b =>
        new string('#', b.Level) + (b.Level > 0 ? " " : "") + DocumentText.Line(b))];

    public static Problem Problem(string file, ReadLimits? limits = null)
    {
        var result = Result(file, limits);

        Assert.Null(result.Document);
        return Assert.Single(result.Problems);
    }
}
