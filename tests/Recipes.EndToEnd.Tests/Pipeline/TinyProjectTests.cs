using System.Diagnostics;
using System.Text.Json;

namespace Recipes.EndToEnd.Tests.Pipeline;

/// <summary>The whole pipeline on a tiny project, as a user runs it.</summary>
public sealed class TinyProjectTests
{
    [Fact]
    public async Task From_documents_to_a_verdict_and_again_without_running_anything()
    {
        using var project = new TinyProject();

        var trainedBase = await project.Run("base", "Evaluate");
        Assert.True(trainedBase.ExitCode == 0, trainedBase.Output + trainedBase.Errors);

        // Twelve steps teach nothing: the gate fails, and that is an outcome with a report, not a crash.
        var first = await project.Run("tuned", "Report");
        Assert.True(first.ExitCode == 1, first.Output + first.Errors);
        Assert.True(File.Exists(project.At("tuned/out/report.html")));
        Assert.Equal("failed", Summary(project).GetProperty("verdict").GetString());
        Assert.Equal("Ran", project.States("tuned")["train/lora"]);
        Assert.Equal("Ran", project.States("tuned")["train/full"]);

        var second = await project.Run("tuned", "Report");
        Assert.Equal(1, second.ExitCode);
        Assert.DoesNotContain(" Ran ", second.Output, StringComparison.Ordinal);

        // Another sentence in the document changes what is taught; a touched file changes nothing.
        File.SetLastWriteTimeUtc(project.At("tuned/documents/手册.md"), new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var touched = await project.Run("tuned", "Report");
        Assert.DoesNotContain(" Ran ", touched.Output, StringComparison.Ordinal);

        // A changed gate trains nothing; other steps retrain and reread nothing.
        await project.Run("tuned", "Report", "--set=evaluate.gate=[ domain >= 0.95 ]");
        Assert.Equal("UpToDate", project.States("tuned")["train/lora"]);
        Assert.Equal("Ran", project.States("tuned")["evaluate"]);
        await project.Run("tuned", "Report", "--set=train.steps=13");
        Assert.Equal("Ran", project.States("tuned")["train/lora"]);
        Assert.Equal("UpToDate", project.States("tuned")["mix"]);
        Assert.Equal("UpToDate", project.States("tuned")["choose-method"]);

        var why = await project.Run("tuned", "Explain", "--set=train.steps=13");
        Assert.Contains("spec.steps 12 → 13", why.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_verdict_is_not_delivered_and_a_passed_one_in_every_form()
    {
        using var project = new TinyProject();
        await project.Run("base", "Train");
        const string gguf = "--set=deliver.gguf=f16";

        var failed = await project.Run("tuned", "Deliver", gguf);
        Assert.Equal(1, failed.ExitCode);
        Assert.False(Directory.Exists(project.At("tuned/out/deliver")));

        var passed = await project.Run("tuned", "Deliver", gguf, "--set=evaluate.gate=[]");
        Assert.True(passed.ExitCode == 0, passed.Output + passed.Errors);
        Assert.All(
            ["model/model.safetensors", "model/tokenizer.json", "model.gguf", "Modelfile", "delivery.json"],
            name => Assert.True(new FileInfo(project.At("tuned/out/deliver/" + name)).Length > 0, name));
        Assert.Equal("GGUF"u8.ToArray(), (await File.ReadAllBytesAsync(project.At("tuned/out/deliver/model.gguf"), TestContext.Current.CancellationToken))[..4]);
        var figures = JsonDocument.Parse(await File.ReadAllTextAsync(project.At("tuned/out/deliver/delivery.json"), TestContext.Current.CancellationToken));
        TestContext.Current.TestOutputHelper?.WriteLine(figures.RootElement.ToString());
    }

    [Fact]
    public async Task A_damaged_blob_is_rebuilt_and_never_served()
    {
        using var project = new TinyProject();
        await project.Run("base", "Train");
        await project.Run("tuned", "Mix");
        var before = await File.ReadAllTextAsync(project.At("tuned/out/train.jsonl"), TestContext.Current.CancellationToken);
        foreach (var blob in Directory.GetFiles(project.At("cache/cas"), "*", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length is > 100 and < 100_000))
        {
            File.SetAttributes(blob, FileAttributes.Normal); // blobs are read-only
            await File.AppendAllTextAsync(blob, "garbage", TestContext.Current.CancellationToken);
        }

        Directory.Delete(project.At("tuned/out"), recursive: true);
        var again = await project.Run("tuned", "Mix");

        Assert.True(again.ExitCode == 0, again.Output + again.Errors);
        Assert.Equal(before, await File.ReadAllTextAsync(project.At("tuned/out/train.jsonl"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Facts_are_read_where_base_and_general_rows_are_missing()
    {
        using var project = new TinyProject();
        File.Delete(project.At("tuned/general.jsonl"));

        var facts = await project.Run("tuned", "Dedupe");
        Assert.True(facts.ExitCode == 0, facts.Output + facts.Errors);

        var mix = await project.Run("tuned", "Mix");
        Assert.Equal(2, mix.ExitCode);
        Assert.Contains("general.jsonl", mix.Errors + mix.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_document_is_told_and_the_rest_goes_on()
    {
        using var project = new TinyProject();
        await File.WriteAllTextAsync(project.At("tuned/documents/空.md"), "", TestContext.Current.CancellationToken);

        var facts = await project.Run("tuned", "Dedupe");

        Assert.True(facts.ExitCode == 0, facts.Output + facts.Errors);
        Assert.Contains("documents/空.md: warning RCP3005", facts.Output + facts.Errors, StringComparison.Ordinal);
        Assert.Single(await File.ReadAllLinesAsync(project.At("tuned/out/problems.jsonl"), TestContext.Current.CancellationToken));
        Assert.Equal(20, (await File.ReadAllLinesAsync(project.At("tuned/out/facts.jsonl"), TestContext.Current.CancellationToken)).Length);
    }

    /// <summary>Training is killed five times, each time at a random moment after it wrote another checkpoint.</summary>
    [Fact]
    [Trait("Speed", "slow")]
    public async Task A_training_killed_five_times_ends_as_an_uninterrupted_one()
    {
        using var project = new TinyProject();
        var random = new Random(5);
        const string steps = "--set=train.steps=20000"; // half a minute: each kill lets it run 1 to 3 seconds
        var before = 0;
        for (var kill = 0; kill < 5; kill++)
        {
            var wait = TimeSpan.FromSeconds(random.NextDouble());
            var seen = new Stopwatch();
            var killed = await project.RunUntil(
                () =>
                {
                    seen = LastCheckpoint(project) > before && !seen.IsRunning ? Stopwatch.StartNew() : seen;
                    return seen.IsRunning && seen.Elapsed >= wait;
                },
                "KILL", "base", "Train", steps);

            Assert.NotEqual(0, killed.ExitCode);
            Assert.Equal(before > 0, killed.Output.Contains($"goes on from its checkpoint after step {before}", StringComparison.Ordinal));
            before = LastCheckpoint(project);
            Assert.True(before > 0);
        }

        var resumed = await project.Run("base", "Train", steps);
        Assert.True(resumed.ExitCode == 0, resumed.Output + resumed.Errors);
        Assert.Contains($"goes on from its checkpoint after step {before}", resumed.Output, StringComparison.Ordinal);
        var model = await File.ReadAllBytesAsync(project.At("base/out/model/model.safetensors"), TestContext.Current.CancellationToken);

        var whole = await project.Run("base", "Train", steps, $"--cache={project.At("other-cache")}");
        Assert.True(whole.ExitCode == 0, whole.Output + whole.Errors);
        Assert.DoesNotContain("goes on from its checkpoint", whole.Output, StringComparison.Ordinal);
        Assert.Equal(model, await File.ReadAllBytesAsync(project.At("base/out/model/model.safetensors"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_training_that_is_told_to_end_saves_a_checkpoint_first()
    {
        using var project = new TinyProject();
        var before = 0;

        var ended = await project.RunUntil(
            () => (before = LastCheckpoint(project)) > 0, "TERM", "base", "Train", "--set=train.steps=30000");

        Assert.NotEqual(0, ended.ExitCode);
        Assert.True(LastCheckpoint(project) > before, ended.Output + ended.Errors); // the next by the clock is a second away
    }

    [Fact]
    public async Task Two_builds_at_once_run_each_stage_once()
    {
        using var project = new TinyProject();
        var both = await Task.WhenAll(project.Run("base", "Train"), project.Run("base", "Train"));

        Assert.All(both, build => Assert.True(build.ExitCode == 0, build.Output + build.Errors));
        Assert.Equal(1, both.Count(build => build.Output.Contains("train/pretrain: 12 steps", StringComparison.Ordinal)));
    }

    /// <summary>The step of the last whole checkpoint; 0 where there is none.</summary>
    private static int LastCheckpoint(TinyProject project) => Work(project, "state.json")
        .Select(path => Path.GetFileName(Path.GetDirectoryName(path)) ?? "").Where(name => name.StartsWith("step-", StringComparison.Ordinal))
        .Select(name => int.Parse(name["step-".Length..], CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();

    private static IEnumerable<string> Work(TinyProject project, string pattern)
    {
        try
        {
            return Directory.Exists(project.At("cache/work"))
                ? Directory.GetFiles(project.At("cache/work"), pattern, SearchOption.AllDirectories) : [];
        }
        catch (DirectoryNotFoundException)
        {
            return []; // a folder was renamed meanwhile
        }
    }

    private static JsonElement Summary(TinyProject project) =>
        JsonDocument.Parse(File.ReadAllText(project.At("tuned/out/evaluation/summary.json"))).RootElement.Clone();
}
