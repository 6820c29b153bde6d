using System.IO.Compression;
using System.Text.Json;
using Recipes.EndToEnd.Tests.Host;
using Recipes.Testing;

namespace Recipes.EndToEnd.Tests.Documents;

/// <summary>Other bytes with the same text: the document is read again and nothing after it runs.</summary>
public sealed class ResavedDocumentTests : IDisposable
{
    private readonly TinyRecipe _recipe = new();

    public ResavedDocumentTests()
    {
        _recipe.Write("recipe.yaml", "recipe: 1\nname: tiny\nbase: base\nsources:\n  - files: documents/*.docx\n    kind: manual\n");
        File.Move(StructureCorpus.Write(0, _recipe.Folder).File, _recipe.At("documents/a.docx"));
    }

    /// <summary>The same document, saved by LibreOffice 7.4.</summary>
    private static string Saved { get; } =
        Path.Combine(RepositoryRoot.Path, "tests", "Recipes.Tests", "Documents", "Word", "libreoffice", "00.docx");

    public void Dispose() => _recipe.Dispose();

    [Fact]
    public async Task Saved_again_by_LibreOffice()
    {
        var first = await Make();

        File.Copy(Saved, _recipe.At("documents/a.docx"), overwrite: true);
        var second = await Make();

        AssertOnlyRead(first, second);
    }

    [Fact]
    public async Task With_another_author_and_date()
    {
        File.Copy(Saved, _recipe.At("documents/a.docx"), overwrite: true);
        var first = await Make();

        Sign(_recipe.At("documents/a.docx"), "王小明", "2031-02-03T04:05:06Z");
        var second = await Make();

        AssertOnlyRead(first, second);
    }

    private static void AssertOnlyRead(Run first, Run second)
    {
        Assert.All(first.States.Values, s => Assert.Equal("Ran", s));
        Assert.Equal(["documents/documents/a.docx"], second.States.Where(s => s.Value != "UpToDate").Select(s => s.Key));
        Assert.Equal("Ran", second.States["documents/documents/a.docx"]);
        Assert.True(second.States.Count >= 3, string.Join(", ", second.States.Keys)); // what follows is in the list
        Assert.NotEqual("", first.Facts);
        Assert.Equal(first.Facts, second.Facts);
    }

    private async Task<Run> Make()
    {
        var call = await _recipe.Make("Dedupe");
        Assert.True(call.ExitCode == 0, call.Output + call.Errors);
        using var run = JsonDocument.Parse(await File.ReadAllBytesAsync(_recipe.At("out/run.json"), TestContext.Current.CancellationToken));
        var states = run.RootElement.GetProperty("stages").EnumerateArray()
            .ToDictionary(s => s.GetProperty("name").GetString()!, s => s.GetProperty("state").GetString()!);
        return new(states, await File.ReadAllTextAsync(_recipe.At("out/deduped.jsonl"), TestContext.Current.CancellationToken));
    }

    /// <summary>Writes another author and another day into what the file says about itself.</summary>
    private static void Sign(string file, string author, string day)
    {
        const string part = "docProps/core.xml";
        using var zip = ZipFile.Open(file, ZipArchiveMode.Update);
        string xml;
        using (var reader = new StreamReader(zip.GetEntry(part)!.Open()))
        {
            xml = reader.ReadToEnd();
        }

        var signed = xml.Replace(
            "<cp:lastModifiedBy></cp:lastModifiedBy>",
            $"<cp:lastModifiedBy>{author}</cp:lastModifiedBy><dcterms:modified xsi:type=\"dcterms:W3CDTF\">{day}</dcterms:modified>",
            StringComparison.Ordinal);
        Assert.NotEqual(xml, signed);
        zip.GetEntry(part)!.Delete();
        using var writer = new StreamWriter(zip.CreateEntry(part).Open());
        writer.Write(signed);
    }

    private sealed record Run(IReadOnlyDictionary<string, string> States, string Facts);
}
