using System.Diagnostics;
using System.Text;
using CsCheck;
using Recipes.Testing;
using Recipes.Yaml;

namespace Recipes.Tests.Yaml;

/// <summary>Recipes come from pull requests: none may hang, crash, or read what it must not.</summary>
public sealed class HostileRecipesTests : IDisposable
{
    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_alias_bomb_does_not_go_off()
    {
        var bomb = new StringBuilder(RecipeFolder.Minimal).Append("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
        {
            bomb.Append(CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        }

        var problems = _folder.Read(bomb.ToString()).Problems;

        Assert.Equal(101, problems.Count); // 12 unknown keys, 12 anchors and 99 aliases, of which 100 are shown
        Assert.All(problems.Take(100), p => Assert.True(p.Code is "RCP2101" or "RCP2007", p.Code));
        Assert.Equal("error RCP2099: 23 more problems are not shown\n  remedy: mend the first ones and check again", problems[100].ToString());
    }

    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("{a: ", 100_000)]
    [InlineData("- ", 100_000)]
    [InlineData("? ", 100_000)]
    [InlineData("[{", 400_000)]
    public void Deep_nesting_ends_at_twenty_levels(string opening, int count)
    {
        var problem = Assert.Single(_folder.Read(new StringBuilder().Insert(0, opening, count).ToString()).Problems);

        Assert.Equal("RCP2009", problem.Code);
    }

    [Fact]
    public void Twenty_levels_are_read()
    {
        var nested = new string('[', 18) + "x" + new string(']', 18); // in the root and a key's value: x is the twentieth

        Assert.Equal("RCP2103", Assert.Single(_folder.Read(RecipeFolder.Minimal + "system: " + nested).Problems).Code);
        Assert.Equal("RCP2009", Assert.Single(_folder.Read(RecipeFolder.Minimal + "system: [" + nested + "]").Problems).Code);
    }

    [Fact]
    public void More_than_a_mebibyte_is_not_read()
    {
        var text = RecipeFolder.Minimal.PadRight(1024 * 1024 + 1, '#');

        var problem = Assert.Single(_folder.Read(text).Problems);

        Assert.Equal("RCP2002", problem.Code);
        Assert.Equal("the file has 1048577 bytes; a recipe has at most 1048576", problem.Fact);
    }

    [Fact]
    public void Twenty_thousand_unknown_keys_are_told_in_a_hundred_lines()
    {
        var keys = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"key{i}:\n"));

        var problems = _folder.Read(RecipeFolder.Minimal + keys).Problems;

        Assert.Equal(101, problems.Count);
        Assert.Equal("19900 more problems are not shown", problems[^1].Fact);
    }

    [Fact]
    public void A_recipe_that_is_a_link_out_of_the_project_is_not_shown()
    {
        File.WriteAllText(Path.Combine(_folder.Root, "shadow"), "root:secret\n");
        File.CreateSymbolicLink(_folder.At("recipe.yaml"), Path.Combine(_folder.Root, "shadow"));

        var problem = Assert.Single(RecipeReader.Read(_folder.At("recipe.yaml"), [], _folder.Options).Problems);

        Assert.Equal("recipe.yaml: error RCP2013: the recipe file is a link to a file outside its project\n  remedy: put the file itself here", problem.ToString());
    }

    [Fact]
    public void Every_path_key_stays_in_the_project()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Root, "outside"));
        File.WriteAllText(Path.Combine(_folder.Root, "outside", "config.json"), "{}");
        Directory.CreateSymbolicLink(_folder.At("link"), Path.Combine(_folder.Root, "outside"));
        string[] keys = ["base", "sources.0.files", "mix.general", "evaluate.general", "evaluate.domain"];
        string[] paths = ["../outside", "link", Path.Combine(_folder.Root, "outside"), "documents/../../outside"];

        foreach (var (key, path) in keys.SelectMany(k => paths.Select(p => (k, p))))
        {
            var value = key == "base" ? path : path + "/*.json";
            var problem = Assert.Single(_folder.Read(RecipeFolder.Minimal, $"{key}={value}").Problems);
            Assert.True(problem.Code == "RCP2202", $"{key}={value}: {problem}");
        }
    }

    [Fact]
    public void A_link_inside_a_base_folder_does_not_lead_out()
    {
        File.WriteAllText(Path.Combine(_folder.Root, "secret"), "");
        File.CreateSymbolicLink(_folder.At("model/tokenizer.json"), Path.Combine(_folder.Root, "secret"));

        Assert.Equal("RCP2202", Assert.Single(_folder.Read(RecipeFolder.Minimal).Problems).Code);
    }

    [Fact]
    public void Control_characters_of_a_recipe_do_not_reach_the_terminal()
    {
        var problems = _folder.Read(RecipeFolder.Minimal + "scenario: \"\\e[2J\\u202Ex\"\n\"\\a\\r\": 1\n").Problems;

        Assert.Equal(2, problems.Count);
        Assert.All(problems, p => Assert.DoesNotContain(p.ToString(), c => c is '\u001B' or '\u202E' or '\a' or '\r'));
    }

    [Fact]
    public void No_change_of_a_recipe_makes_the_reader_throw_or_linger()
    {
        var full = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "tests/Recipes.Tests/Yaml/full.recipe.yaml"));
        string[] snippets = ["[", "]", "{", "}", ":", ": ", "- ", "\n", "  ", "\"", "'", "&a ", "*a", "!", "|", ">", "#", "? ", "---\n", "%", ",", "~", "-1", "1e9", "手", "\t", "<<: ", "@", "=", "auto"];
        var snippetOf = Gen.Int[0, snippets.Length - 1].Select(i => snippets[i]);
        var edit = Gen.Select(Gen.Int[0, full.Length], Gen.Int[0, 12], snippetOf);
        var watch = Stopwatch.StartNew();

        Gen.Select(edit.Array[1, 4], snippetOf).Sample(
            (edits, value) =>
            {
                var text = full;
                foreach (var (at, length, snippet) in edits)
                {
                    var start = Math.Min(at, text.Length);
                    text = text[..start] + snippet + text[Math.Min(text.Length, start + length)..];
                }

                var reading = _folder.Read(text, "mix.domain=" + value);
                return (reading.Recipe is null) == (reading.Problems.Count > 0);
            },
            iter: 300, threads: 1);

        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), watch.Elapsed.ToString()); // against a hang, not a benchmark
    }
}
