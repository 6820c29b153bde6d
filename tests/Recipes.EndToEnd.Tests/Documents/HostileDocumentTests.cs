using System.Text.Json;
using Recipes.Documents;
using Recipes.Documents.Workers;

namespace Recipes.EndToEnd.Tests.Documents;

/// <summary>Hostile documents, read in the worker processes of the real host: the right problem, in time, in memory, and the
/// documents around them unharmed. Readers that hang, eat memory or overflow their stack, which no file here does, are faults of
/// a worker made for it in DocumentPoolTests.</summary>
/// <param name="corpus">All of them in one recipe, written once.</param>
public sealed class HostileDocumentTests(HostileCorpus corpus) : IClassFixture<HostileCorpus>
{
    public static TheoryData<string> Names => [.. HostileFiles.All.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_is_the_right_problem_within_ten_seconds_and_500_megabytes(string name)
    {
        var command = await HostWorker.Command();
        var code = HostileFiles.All.Single(f => f.Name == name).Code;
        using var pool = new DocumentPool(command, workers: 1);

        var before = Read(pool, "a.md");
        var used = pool.ProcessorTime;
        var hostile = Read(pool, name);
        used = pool.ProcessorTime - used;
        var after = Read(pool, "a.md");

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name}: {used.TotalSeconds:0.0} s, {pool.PeakBytes / 1e6:0} MB, {(hostile.Problems is [var problem, ..] ? problem.Fact : "read")}"));
        Assert.All([before, after], r => Assert.Equal("动力电池保修期为八年。", r.Document?.Blocks[^1].Text));
        AssertAnswer(hostile, name, code);
        Assert.InRange(used.TotalSeconds, 0, 10);
        Assert.InRange(pool.PeakBytes, 0, 500_000_000);
    }

    [Fact]
    public async Task All_in_one_corpus_harm_no_other_document()
    {
        var call = await corpus.Recipe.Make("Extract");

        Assert.True(call.ExitCode == 0, call.Output + call.Errors);
        var lines = await File.ReadAllLinesAsync(corpus.Recipe.At("out/problems.jsonl"), TestContext.Current.CancellationToken);
        var problems = lines.Select(l => JsonDocument.Parse(l).RootElement)
            .ToDictionary(p => Path.GetFileName(p.GetProperty("document").GetString()!), p => p.GetProperty("code").GetString()!);
        Assert.Equal(
            HostileFiles.All.Where(f => f.Code.Length > 0).OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => (f.Name, f.Code)),
            problems.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (p.Key, p.Value)));
        Assert.Contains("整车保修期为三年或十万公里", await File.ReadAllTextAsync(corpus.Recipe.At("out/facts.jsonl"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Path.GetDirectoryName(corpus.Recipe.Folder)!, "slipped.txt")));
    }

    private static void AssertAnswer(ReadResult result, string name, string code)
    {
        if (code.Length > 0)
        {
            var problem = Assert.Single(result.Problems);
            Assert.Equal((code, name), (problem.Code, problem.File));
            Assert.NotEqual("", problem.Remedy);
            return;
        }

        var text = DocumentText.Render(result.Document!).Text;
        Assert.Contains("正文在此。", text, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
    }

    private ReadResult Read(DocumentPool pool, string name) => pool
        .ReadAsync(new ReadRequest { File = corpus.Recipe.At("documents/" + name), Path = name, Kind = "manual" }, TestContext.Current.CancellationToken)
        .GetAwaiter().GetResult();
}
