using Recipes.Yaml;
using Recipes.Yaml.Paths;

namespace Recipes.Tests.Yaml;

public sealed class PathsTests : IDisposable
{
    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("documents/*.md", "documents/a.md documents/b.md")]
    [InlineData("documents/a.md", "documents/a.md")]
    [InlineData("documents/?.md", "documents/a.md documents/b.md")]
    [InlineData("documents/**/*.md", "documents/a.md documents/b.md documents/deep/d.md documents/deep/er/c.md")]
    [InlineData("documents/**", "documents/a.md documents/b.md documents/deep/d.md documents/deep/d.txt documents/deep/er/c.md")]
    [InlineData("**/er/**/*.md", "documents/deep/er/c.md")]
    [InlineData("**/**/deep/*.md", "documents/deep/d.md")]
    [InlineData("./documents/../documents/a.*", "documents/a.md")]
    [InlineData("documents/.hidden/*.md", "documents/.hidden/h.md")]
    [InlineData("docu*/d*p/*.txt", "documents/deep/d.txt")]
    public void A_pattern_finds_files_in_ordinal_order(string pattern, string expected)
    {
        foreach (var file in (string[])["deep/d.md", "deep/d.txt", "deep/er/c.md", ".hidden/h.md", ".dot.md", "~$a.md"])
        {
            _folder.Write("documents/" + file, "");
        }

        var recipe = _folder.Read(RecipeFolder.Minimal, $"sources.0.files='{pattern}'").OrThrow();

        var found = recipe.Sources[0].Matches.Select(m => Path.GetRelativePath(_folder.Project, m));
        Assert.Equal(expected, string.Join(' ', found));
    }

    [Theory]
    [InlineData("a.md", "*.md", true)]
    [InlineData("a.md", "*.m", false)]
    [InlineData("a.md", "*", true)]
    [InlineData("", "*", true)]
    [InlineData("abcabd", "*ab?", true)]
    [InlineData("abcabd", "a*b*d", true)]
    [InlineData("abc", "abcd", false)]
    [InlineData("手册.md", "??.md", true)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "*a*a*a*a*a*a*a*a*a*a*a*a*a*c", false)]
    public void A_name_matches_whole(string name, string pattern, bool expected) =>
        Assert.Equal(expected, Glob.NameMatches(name, pattern));

    [Fact]
    public void A_file_belongs_to_the_first_source_that_matches()
    {
        var recipe = _folder.Read(RecipeFolder.Minimal, "sources=[{files: documents/b.md, kind: law}, {files: documents/*.md}]").OrThrow();

        Assert.Equal([_folder.At("documents/b.md")], recipe.Sources[0].Matches);
        Assert.Equal([_folder.At("documents/a.md")], recipe.Sources[1].Matches);
    }

    [Fact]
    public void Outputs_of_the_recipe_itself_are_not_its_sources()
    {
        _folder.Write("out/documents/a.md", "");

        var recipe = _folder.Read(RecipeFolder.Minimal, "sources.0.files='**/*.md'").OrThrow();

        Assert.Equal([_folder.At("documents/a.md"), _folder.At("documents/b.md")], recipe.Sources[0].Matches);
    }

    [Fact]
    public void A_recipe_reaches_up_to_its_git_top_level()
    {
        _folder.Write("recipes/law/recipe.yaml", RecipeFolder.Minimal);

        var reading = RecipeReader.Read(_folder.At("recipes/law/recipe.yaml"),
            ["base=../../model", "sources.0.files=../../documents/*.md"], _folder.Options);

        Assert.Equal(2, reading.OrThrow().Sources[0].Matches.Count);
    }

    [Fact]
    public void Without_git_a_recipe_reaches_no_further_than_its_own_folder()
    {
        Directory.Delete(_folder.At(".git"));
        _folder.Write("recipes/law/recipe.yaml", RecipeFolder.Minimal);

        var reading = RecipeReader.Read(_folder.At("recipes/law/recipe.yaml"),
            ["base=../../model", "sources.0.files=../../documents/*.md"], _folder.Options);

        Assert.Equal(["RCP2202", "RCP2202"], reading.Problems.Select(p => p.Code));
    }

    [Fact]
    public void An_allowed_folder_may_be_named_too()
    {
        var outside = Directory.CreateDirectory(Path.Combine(_folder.Root, "shared")).FullName;
        File.WriteAllText(Path.Combine(outside, "s.md"), "");
        _folder.Write("recipe.yaml", RecipeFolder.Minimal);
        string[] sets = [$"sources.0.files={outside}/*.md"];

        var refused = RecipeReader.Read(_folder.At("recipe.yaml"), sets, _folder.Options);
        var allowed = RecipeReader.Read(_folder.At("recipe.yaml"), sets, _folder.Options with { AllowedFolders = [outside] });

        Assert.Equal("RCP2202", Assert.Single(refused.Problems).Code);
        Assert.Equal([Path.Combine(outside, "s.md")], allowed.OrThrow().Sources[0].Matches);
    }

    [Fact]
    public void A_link_is_judged_by_where_it_leads()
    {
        File.WriteAllText(Path.Combine(_folder.Root, "secret.md"), "");
        File.CreateSymbolicLink(_folder.At("documents/c.md"), Path.Combine(_folder.Root, "secret.md"));

        Assert.Equal("""
            error RCP2202: sources.0.files: documents/c.md lies outside ROOT/project
                --set sources.0.files=documents/*.md
                                      ^
              remedy: keep the file in the project, or name its folder on the command line: --allow=DIR
            """, _folder.Problems(RecipeFolder.Minimal, "sources.0.files=documents/*.md"));
    }

    [Theory]
    [InlineData("documents/up/*.md")]
    [InlineData("documents/up/secret.md")]
    [InlineData("documents/*/secret.md")]
    [InlineData("documents/up/../up/**")]
    public void A_linked_folder_does_not_lead_out(string pattern)
    {
        File.WriteAllText(Path.Combine(_folder.Root, "secret.md"), "");
        Directory.CreateSymbolicLink(_folder.At("documents/up"), "../..");

        var problem = Assert.Single(_folder.Read(RecipeFolder.Minimal, $"sources.0.files={pattern}").Problems);

        Assert.Equal("RCP2202", problem.Code);
    }

    [Fact]
    public void Links_in_a_circle_end()
    {
        Directory.CreateSymbolicLink(_folder.At("documents/self"), ".");
        File.CreateSymbolicLink(_folder.At("documents/x.md"), "y.md");
        File.CreateSymbolicLink(_folder.At("documents/y.md"), "x.md");

        var problem = Assert.Single(_folder.Read(RecipeFolder.Minimal, "sources.0.files=documents/**").Problems);

        Assert.Equal("RCP2202", problem.Code); // a circle leads nowhere, so not into the project either
        Assert.Null(RealPath.Of(_folder.At("documents/x.md")));
    }

    [Fact]
    public void A_link_inside_the_project_is_followed()
    {
        _folder.Write("elsewhere/deep/d.md", "");
        Directory.CreateSymbolicLink(_folder.At("linked"), "elsewhere/deep");

        var recipe = _folder.Read(RecipeFolder.Minimal, "sources.0.files=linked/*.md").OrThrow();

        Assert.Equal([_folder.At("linked/d.md")], recipe.Sources[0].Matches);
        Assert.Equal(Path.Combine(RealPath.Of(_folder.Project)!, "elsewhere/deep/d.md"), RealPath.Of(_folder.At("linked/d.md")));
    }

    [Fact]
    public void Weights_of_a_built_base_may_be_links_into_the_cache()
    {
        var cache = Directory.CreateDirectory(Path.Combine(_folder.Root, "cache")).FullName;
        File.WriteAllText(Path.Combine(cache, "blob"), "");
        File.CreateSymbolicLink(_folder.At("model/model.safetensors"), Path.Combine(cache, "blob"));
        _folder.Write("recipe.yaml", RecipeFolder.Minimal);

        var without = RecipeReader.Read(_folder.At("recipe.yaml"), [], _folder.Options);
        var with = RecipeReader.Read(_folder.At("recipe.yaml"), [], _folder.Options with { CacheFolder = cache });

        Assert.Equal("RCP2202", Assert.Single(without.Problems).Code);
        Assert.Empty(with.Problems);
    }

    [Fact]
    public void What_the_target_does_not_read_may_be_missing()
    {
        _folder.Write("recipe.yaml", RecipeFolder.Minimal);
        string[] sets = ["base=nowhere", "mix.general=nowhere/*.jsonl", "evaluate.domain=nowhere.jsonl", "evaluate.gate=[customer >= 0.5]"];

        var all = RecipeReader.Read(_folder.At("recipe.yaml"), sets, _folder.Options);
        var sourcesOnly = RecipeReader.Read(_folder.At("recipe.yaml"), sets, _folder.Options with { Needed = RecipeInputs.Sources });

        Assert.Equal(["RCP2204", "RCP2203", "RCP2203"], all.Problems.Select(p => p.Code));
        Assert.Equal(_folder.At("nowhere"), sourcesOnly.OrThrow().Base.Folder);
        Assert.Equal(
            [
                "warning RCP2204: base: there is no folder nowhere",
                "warning RCP2203: mix.general: no file matches nowhere/*.jsonl",
                "warning RCP2203: evaluate.domain: no file matches nowhere.jsonl",
            ],
            sourcesOnly.Warnings);
    }

    [Fact]
    public void A_file_is_named_relative_to_the_working_folder_only_below_it()
    {
        _folder.Write("recipe.yaml", "recipe: 1\n");

        var below = RecipeReader.Read("recipe.yaml", [], _folder.Options);
        var beside = RecipeReader.Read(_folder.At("recipe.yaml"), [], _folder.Options with { WorkingFolder = _folder.Tool });

        Assert.Equal("recipe.yaml", below.Problems[0].File);
        Assert.Equal(_folder.At("recipe.yaml"), beside.Problems[0].File);
    }
}
