using System.Text;
using System.Text.Json;
using Recipes.Testing;

namespace Recipes.EndToEnd.Tests.Pipeline;

/// <summary>Planted personal data is nowhere in what a run leaves behind.</summary>
public sealed class PrivacyTests
{
    private static readonly string[] _planted =
    [
        "11010519491231002X", "440524188001010014", "13812345678", "139 1234 5678", "4111111111111111", "京A12345", "91350100M000100Y43",
        "zhang.san@example.com", "北京市海淀区中关村大街27号",
    ];

    [Fact]
    public async Task Masked_data_is_in_no_file_of_the_output_nor_of_the_cache()
    {
        using var project = new TinyProject();
        var trained = await project.Run("base", "Train");
        Assert.True(trained.ExitCode == 0, trained.Output + trained.Errors);
        Plant(project);
        const string MaskAll = "--set=privacy={ id-card: mask, mobile: mask, bank-card: mask, plate: mask, uscc: mask, email: mask, address: mask }";
        const string AllowAll = "--set=privacy={ id-card: allow, mobile: allow, bank-card: allow, plate: allow, uscc: allow, email: allow, address: allow }";

        var masked = await project.Run("tuned", "Mix", MaskAll);

        Assert.True(masked.ExitCode == 0, masked.Output + masked.Errors);
        Assert.Empty(Leaks(project, "tuned/out").Concat(Leaks(project, "cache")));
        Assert.DoesNotContain(_planted, p => (masked.Output + masked.Errors).Contains(p, StringComparison.Ordinal));
        var findings = await File.ReadAllLinesAsync(project.At("tuned/out/privacy.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal(3 * _planted.Length, findings.Length);
        Assert.All(findings.Where(f => f.Contains("start", StringComparison.Ordinal)), finding => PointsAtAMask(project, finding));

        // The same search finds every one of them where all is allowed: it can find.
        var allowed = await project.Run("tuned", "Mix", AllowAll, $"--cache={project.At("other-cache")}");
        Assert.True(allowed.ExitCode == 0, allowed.Output + allowed.Errors);
        Assert.Equal(_planted.Order(StringComparer.Ordinal), Leaks(project, "tuned/out").Select(l => l.Planted).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(_planted.Length, Leaks(project, "other-cache").Select(l => l.Planted).Distinct().Count());
    }

    [Fact]
    public async Task A_refused_document_is_a_problem_and_the_rest_goes_on()
    {
        using var project = new TinyProject();
        project.Write("tuned/documents/账户.md", ["# 账户", "", "卡号为4111111111111111。"]);

        var run = await project.Run("tuned", "Dedupe", "--set=privacy.bank-card=refuse");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Contains("documents/账户.md(3,1): warning RCP3020", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("4111111111111111", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.Single(await File.ReadAllLinesAsync(project.At("tuned/out/problems.jsonl"), TestContext.Current.CancellationToken));
        Assert.Equal(20, (await File.ReadAllLinesAsync(project.At("tuned/out/facts.jsonl"), TestContext.Current.CancellationToken)).Length);
        Assert.DoesNotContain(Leaks(project, "cache").Concat(Leaks(project, "tuned/out")), l => l.Planted == "4111111111111111");
    }

    /// <summary>Each string in a paragraph of Markdown, a table of Word and a ready pair.</summary>
    private static void Plant(TinyProject project)
    {
        project.Write("tuned/documents/人员.md", ["# 人员", "", .. _planted.SelectMany((p, i) => new[] { $"第{i + 1}项是{p}。", "" })]);
        string[][] rows = [["姓名", "信息"], .. _planted.Select((p, i) => new[] { $"第{i + 1}人", p })];
        new DocxFile { Body = DocxFile.Table(rows) }.Write(project.At("tuned/documents"), "人员.docx");
        project.Write("tuned/imported.jsonl", _planted.Select((p, i) => JsonSerializer.Serialize(new { question = $"第{i + 1}人的信息是什么？", answer = $"信息是{p}" })));
        var recipe = File.ReadAllText(project.At("tuned/recipe.yaml")).Replace(
            "  - files: documents/*.md", "  - files: documents/*.md\n  - files: documents/*.docx\n  - pairs: imported.jsonl", StringComparison.Ordinal);
        File.WriteAllText(project.At("tuned/recipe.yaml"), recipe);
    }

    private static List<(string File, string Planted)> Leaks(TinyProject project, string folder) =>
        Directory.EnumerateFiles(project.At(folder), "*", SearchOption.AllDirectories)
            .SelectMany(file =>
            {
                var text = Encoding.UTF8.GetString(Read(file));
                return _planted.Where(p => text.Contains(p, StringComparison.OrdinalIgnoreCase)).Select(p => (file, p));
            }).ToList();

    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static void PointsAtAMask(TinyProject project, string line)
    {
        var finding = JsonDocument.Parse(line).RootElement;
        var text = File.ReadAllText(project.At($"tuned/out/{finding.GetProperty("document").GetString()}.md"));
        var (start, end) = (finding.GetProperty("start").GetInt32(), finding.GetProperty("end").GetInt32());
        Assert.Matches("^\\[\\p{L}+\\]$", text[start..end]);
        Assert.Equal(finding.GetProperty("line").GetInt32(), text[..start].Count(c => c == '\n') + 1);
    }
}
