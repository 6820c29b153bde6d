using System.Text;
using Recipes.Documents.External;
using Recipes.EndToEnd.Tests.Host;
using Recipes.Testing;

namespace Recipes.EndToEnd.Tests.Documents;

/// <summary>A page of a PDF that is a picture: 150 dots per inch, black and white, drawn for this test.</summary>
public sealed class ScannedPageTests : IDisposable
{
    private const string Text = "第二章车辆的使用与保养"
        + "第一条轮胎气压应当每月检查一次，长途行驶之前必须再检查一次，冷胎时前轮标准气压为二百三十千帕。"
        + "第二条冷却液应当每两年更换一次。更换时先关闭发动机，等待三十分钟，再慢慢打开水箱盖，防止高温液体喷出烫伤。"
        + "第三条蓄电池电压低于十二伏时应当及时充电；长期停放的车辆每十五天启动一次，每次运行不少于二十分钟。"
        + "第四条车主未按照规定保养而造成的损坏，不属于质量保证的范围，但是用户能够证明损坏与保养无关的除外。";

    private readonly TinyRecipe _recipe = new();

    public ScannedPageTests() => File.Copy(
        Path.Combine(RepositoryRoot.Path, "tests", "Recipes.EndToEnd.Tests", "Documents", "scanned.pdf"), _recipe.At("documents/scan.pdf"));

    public void Dispose() => _recipe.Dispose();

    [Fact]
    public async Task Its_characters_are_read_where_the_source_asks_for_it()
    {
        Assert.SkipWhen(PageRecognizer.Versions().Contains("absent", StringComparison.Ordinal), "tesseract or pdftoppm is not installed");
        Ask("chi_sim");

        var call = await _recipe.Make("Extract");

        Assert.True(call.ExitCode == 0, call.Output + call.Errors);
        var read = Letters(File.ReadAllText(_recipe.At("out/documents/scan.pdf.md")));
        var share = 1 - ((double)Distance(Letters(Text), read) / Letters(Text).Length);
        TestContext.Current.TestOutputHelper!.WriteLine($"{share:P1} of {Letters(Text).Length} characters");
        Assert.True(share >= 0.95, read);
    }

    [Fact]
    public async Task Without_the_key_it_is_a_problem_that_names_the_key()
    {
        Ask("off");

        var call = await _recipe.Make("Extract");

        Assert.Equal(0, call.ExitCode);
        Assert.Contains("documents/scan.pdf: warning RCP3006: the page is a picture and holds no text", call.Output + call.Errors, StringComparison.Ordinal);
        Assert.Contains("set ocr: chi_sim on its source", call.Output + call.Errors, StringComparison.Ordinal);
    }

    private void Ask(string ocr) => _recipe.Write(
        "recipe.yaml",
        $"recipe: 1\nname: tiny\nbase: base\nsources:\n  - files: documents/*\n    kind: manual\n    ocr: {ocr}\n");

    private static string Letters(string text) => string.Concat(text.Normalize(NormalizationForm.FormKC).Where(char.IsLetterOrDigit));

    /// <summary>Characters to insert, delete or replace (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
