using System.Text.Json;

namespace Recipes.EndToEnd.Tests.Host;

/// <summary>What one run prints and writes.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task Check_runs_nothing()
    {
        using var recipe = new TinyRecipe();

        var call = await recipe.Make("Check");

        Assert.Equal(0, call.ExitCode);
        Assert.Contains("recipe.yaml: no problems", call.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(recipe.At("out")));
    }

    [Fact]
    public async Task A_problem_of_the_recipe_is_exit_code_2_before_anything_runs()
    {
        using var recipe = new TinyRecipe();
        recipe.Write("recipe.yaml", "recipe: 1\nname: tiny\nbase: none\nsourcs: []\n");

        var call = await recipe.Make("Extract");

        Assert.Equal(2, call.ExitCode);
        Assert.Equal("", call.Output);
        Assert.Matches(@"recipe\.yaml\(4,1\): error RCP2\d{3}: .*sourcs", call.Errors);
        Assert.False(Directory.Exists(recipe.At("out")));
    }

    [Fact]
    public async Task Exclusive_runs_the_target_alone()
    {
        using var recipe = new TinyRecipe();
        await recipe.Make("Extract");

        var call = await recipe.Make("Dedupe", "--exclusive");

        Assert.Equal(0, call.ExitCode);
        Assert.DoesNotContain("Extract  ", call.Output, StringComparison.Ordinal);
        Assert.Contains("Dedupe  ", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_names_each_stage_and_what_became_of_it()
    {
        using var recipe = new TinyRecipe();

        await recipe.Make("Dedupe", "--json=" + recipe.At("run of two.json"));

        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(recipe.At("run of two.json"), TestContext.Current.CancellationToken));
        var stages = json.RootElement.GetProperty("stages").EnumerateArray().ToList();
        Assert.Equal(["Extract", "Dedupe"], stages.Select(s => s.GetProperty("name").GetString()));
        Assert.All(stages, stage => Assert.Equal("Ran", stage.GetProperty("state").GetString()));
        Assert.Equal(0, json.RootElement.GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public async Task Quiet_leaves_the_closing_table_and_the_outputs()
    {
        using var recipe = new TinyRecipe();

        var call = await recipe.Make("Extract", "--verbosity=quiet");

        Assert.StartsWith("\nTask ", call.Output, StringComparison.Ordinal);
        Assert.EndsWith("\nOutputs: out\n", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_names_each_part_of_this_machine()
    {
        var call = await HostCall.Of("--target=Doctor", "--verbosity=quiet");

        Assert.Equal(0, call.ExitCode);
        foreach (var part in new[] { "system", ".NET", "ICU", "processor", "threads", "bf16", "memory", "disk", "libtorch", "C++ library", "GPU", "tesseract", "pdftoppm" })
        {
            Assert.Matches($@"(?m)^(ok|lacks|note) +{System.Text.RegularExpressions.Regex.Escape(part)} +\S", call.Output);
        }
    }

    [Fact]
    public async Task Schema_is_JSON_alone_in_quiet()
    {
        using var recipe = new TinyRecipe();

        var call = await recipe.Make("Schema", "--verbosity=quiet");

        var end = call.Output.LastIndexOf('}') + 1;
        using var schema = JsonDocument.Parse(call.Output[..end]);
        Assert.Equal("object", schema.RootElement.GetProperty("type").GetString());
    }
}
