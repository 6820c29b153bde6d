using System.Diagnostics;
using Recipes.Documents.External;
using Recipes.EndToEnd.Tests.Host;
using Recipes.Testing;

namespace Recipes.EndToEnd.Tests.Documents;

public sealed class OldOfficeFileTests : IDisposable
{
    private readonly TinyRecipe _recipe = new();

    public void Dispose() => _recipe.Dispose();

    [Fact]
    public async Task A_doc_file_is_read_where_LibreOffice_is_installed()
    {
        Assert.SkipWhen(OfficeConverter.Version() == "absent", "soffice is not installed");
        var made = new DocxFile { Body = DocxFile.P("保修", "<w:outlineLvl w:val=\"0\"/>") + DocxFile.P("整车保修期为三年。") }.Write(_recipe.Folder, "old.docx");
        using (var office = Process.Start("soffice", [
            $"-env:UserInstallation=file://{_recipe.At("profile").Replace(" ", "%20", StringComparison.Ordinal)}",
            "--headless", "--convert-to", "doc", "--outdir", _recipe.At("documents"), made]))
        {
            await office.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        _recipe.Write("recipe.yaml", "recipe: 1\nname: tiny\nbase: base\nsources:\n  - files: documents/*\n    kind: manual\n");

        var call = await _recipe.Make("Extract");

        Assert.True(call.ExitCode == 0, call.Output + call.Errors);
        Assert.Equal("# 保修\n\n整车保修期为三年。\n", File.ReadAllText(_recipe.At("out/documents/old.doc.md")));
    }
}
