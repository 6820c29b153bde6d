using Recipes.Testing;

namespace Recipes.EndToEnd.Tests.Host;

/// <summary>What a second run looks at, and what ends its rest.</summary>
public sealed class NothingToDoTests
{
    [Fact]
    public async Task The_second_run_says_up_to_date_and_starts_no_Cake()
    {
        using var recipe = new TinyRecipe();
        var first = await recipe.Make("Dedupe");
        var compiled = recipe.At("compiled.txt");

        var second = await HostCall.Run(
            [$"--recipe={recipe.At("recipe.yaml")}", $"--cache={recipe.At("cache")}", $"--allow={RepositoryRoot.Path}", "--target=Dedupe"],
            recipe.Folder,
            new Dictionary<string, string> { ["DOTNET_JitStdOutFile"] = compiled, ["DOTNET_JitDisasmSummary"] = "1" });

        Assert.Equal(0, first.ExitCode);
        Assert.Equal(["Ran", "Ran"], States(first));
        Assert.Equal(0, second.ExitCode);
        Assert.Equal(["Up to date", "Up to date"], States(second));
        var methods = File.Exists(compiled) ? await File.ReadAllLinesAsync(compiled, TestContext.Current.CancellationToken) : [];
        Assert.InRange(methods.Length, 1, 20); // 5 here; with the Cake engine 60, with YAML and SQLite 1,700
    }

    [Fact]
    public async Task A_changed_document_is_seen_and_only_it_runs_again()
    {
        using var recipe = new TinyRecipe();
        await recipe.Make("Extract");
        recipe.Write("documents/b.md", "# 充电\n\n2.1 家用充电桩的功率为十一千瓦。\n");

        var call = await recipe.Make("Extract");

        Assert.Equal(["Ran"], States(call));
        Assert.Contains("b.md", call.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("a.md", call.Output, StringComparison.Ordinal);
        Assert.Contains("十一千瓦", await File.ReadAllTextAsync(recipe.At("out/facts.jsonl"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_document_is_seen()
    {
        using var recipe = new TinyRecipe();
        await recipe.Make("Extract");
        recipe.Write("documents/c.md", "# 轮胎\n\n3.1 轮胎气压为二百五十千帕。\n");

        var call = await recipe.Make("Extract");

        Assert.Equal(["Ran"], States(call));
        Assert.Contains("轮胎", await File.ReadAllTextAsync(recipe.At("out/facts.jsonl"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_touched_document_runs_nothing()
    {
        using var recipe = new TinyRecipe();
        await recipe.Make("Extract");
        File.SetLastWriteTimeUtc(recipe.At("documents/a.md"), new DateTime(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc));

        var call = await recipe.Make("Extract");

        Assert.Equal(["Up to date"], States(call));
    }

    [Fact]
    public async Task A_deleted_output_comes_back()
    {
        using var recipe = new TinyRecipe();
        await recipe.Make("Extract");
        File.Delete(recipe.At("out/facts.jsonl"));

        var call = await recipe.Make("Extract");

        Assert.Equal(0, call.ExitCode);
        Assert.True(File.Exists(recipe.At("out/facts.jsonl")));
    }

    [Fact]
    public async Task Other_words_are_another_run()
    {
        using var recipe = new TinyRecipe();
        await recipe.Make("Extract");

        var call = await recipe.Make("Extract", "--set=recipe.unknown=1");

        Assert.Equal(2, call.ExitCode);
    }

    [Fact]
    public async Task Clean_removes_the_outputs_and_the_next_run_restores_them()
    {
        using var recipe = new TinyRecipe();
        await recipe.Make("Extract");

        var clean = await recipe.Make("Clean");

        Assert.Equal(0, clean.ExitCode);
        Assert.False(Directory.Exists(recipe.At("out")));
        Assert.Empty(Directory.GetFiles(recipe.At("cache/snapshots")));
        await recipe.Make("Extract");
        Assert.True(File.Exists(recipe.At("out/facts.jsonl")));
    }

    /// <summary>The status column of the closing table: after the name and the duration.</summary>
    private static List<string> States(HostCall call) => call.Output.Split('\n')
        .Where(line => line.Length > 50 && line[30..32] == "00")
        .Where(line => !line.StartsWith("Total:", StringComparison.Ordinal))
        .Select(line => line[50..Math.Min(64, line.Length)].Trim())
        .ToList();
}
