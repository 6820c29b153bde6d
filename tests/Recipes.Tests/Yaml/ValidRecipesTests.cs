using Recipes.Core;
using Recipes.Testing;
using Snapshooter.Xunit3;

namespace Recipes.Tests.Yaml;

public sealed class ValidRecipesTests : IDisposable
{
    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_recipe_with_every_key_is_read_whole()
    {
        var yaml = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "tests/Recipes.Tests/Yaml/full.recipe.yaml"));

        var reading = _folder.Read(yaml);

        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Warnings);
        Snapshot.Match(_folder.Json(reading.OrThrow()), "A_recipe_with_every_key");
    }

    [Fact]
    public void The_four_required_keys_are_enough()
    {
        var reading = _folder.Read(RecipeFolder.Minimal);

        var recipe = reading.OrThrow();
        Assert.Equal("tiny", recipe.Name);
        Assert.Equal(_folder.At("recipe.yaml"), recipe.File);
        Assert.Equal(_folder.At("model"), recipe.Base.Folder);
        Assert.Equal([_folder.At("documents/a.md"), _folder.At("documents/b.md")], recipe.Sources[0].Matches);
        Assert.Equal([Path.Combine(_folder.Tool, "recipes/general/rows.jsonl")], recipe.Mix.General);
        Assert.Equal([Path.Combine(_folder.Tool, "recipes/general-evaluation/five.jsonl")], recipe.Evaluate.General);
        Assert.Null(recipe.Mix.Domain);
        Assert.Null(recipe.Method.Ladder);
        Assert.Empty(reading.Warnings);
    }

    [Fact]
    public void Giving_every_default_reads_like_giving_none()
    {
        const string Defaults = """
            scenario: assistant
            goal: knowledge
            seed: 42
            template: auto
            privacy: { id-card: mask, mobile: mask, bank-card: mask, plate: allow, uscc: allow, email: allow, address: allow }
            extract: { generator: outline, passage: clause, pairs: 1000, answer-tokens: none, wordings: 8, grounding: verbatim, review: none }
            dedupe: { threshold: 0.8, shingle: 5, keep-if-numbers-differ: true, keep-if-negation-differs: false, keep-if-clause-differs: false, semantic: off }
            method: { ladder: auto, memory: auto }
            train: { steps: auto, tokens-per-step: auto, learning-rate: auto, context: auto, precision: auto, lora: { rank: 16, alpha: 32, targets: all-linear }, early-stop: { patience: 3 } }
            evaluate: { withhold: 0.05, heldout: 0.15, candidate: trained, baselines: [ base ], cannot-tell: fail }
            report: { template: default, language: zh }
            """;

        var bare = _folder.Json(_folder.Read(RecipeFolder.Minimal).OrThrow());
        var given = _folder.Json(_folder.Read(RecipeFolder.Minimal + Defaults).OrThrow());

        Assert.Equal(bare, given);
    }

    [Fact]
    public void A_new_model_is_a_shape_instead_of_a_folder()
    {
        var recipe = _folder.Read("""
            recipe: 1
            name: nano
            base: { new: { layers: 2, hidden: 64, heads: 2, vocabulary: 512, context: 128 } }
            sources: [ { pairs: imported/pairs.jsonl } ]
            method: { ladder: [ pretrain ] }
            """).OrThrow();

        Assert.Null(recipe.Base.Folder);
        Assert.Equal(new NewModelSpec { Layers = 2, Hidden = 64, Heads = 2, Vocabulary = 512, Context = 128 }, recipe.Base.New);
    }

    [Theory]
    [InlineData("24GiB", 25_769_803_776)]
    [InlineData("1.5 GiB", 1_610_612_736)]
    [InlineData("80GB", 80_000_000_000)]
    [InlineData("512MiB", 536_870_912)]
    public void Memory_has_a_unit(string text, long bytes)
    {
        var recipe = _folder.Read(RecipeFolder.Minimal + $"method: {{ memory: {text} }}").OrThrow();

        Assert.Equal(bytes, recipe.Method.MemoryBytes);
    }

    [Fact]
    public void Words_that_other_readers_take_for_truth_values_stay_words()
    {
        var recipe = _folder.Read(RecipeFolder.Minimal.Replace("tiny", "no", StringComparison.Ordinal) + "system: 0123\n").OrThrow();

        Assert.Equal("no", recipe.Name);
        Assert.Equal("0123", recipe.System);
    }

    [Fact]
    public void A_byte_order_mark_and_windows_line_ends_change_nothing()
    {
        var plain = _folder.Json(_folder.Read(RecipeFolder.Minimal).OrThrow());

        var windows = _folder.Json(_folder.Read("\uFEFF" + RecipeFolder.Minimal.ReplaceLineEndings("\r\n")).OrThrow());

        Assert.Equal(plain, windows);
    }

    [Fact]
    public void Without_the_shipped_sets_a_recipe_is_read_with_warnings()
    {
        Directory.Delete(Path.Combine(_folder.Tool, "recipes"), recursive: true);

        var reading = _folder.Read(RecipeFolder.Minimal);

        Assert.Empty(reading.OrThrow().Mix.General);
        Assert.Equal(
            [
                "warning RCP2203: mix.general is not given, and the tool's own set, recipes/general/*.jsonl, is not there",
                "warning RCP2203: evaluate.general is not given, and the tool's own set, recipes/general-evaluation/*.jsonl, is not there",
            ],
            reading.Warnings);
    }
}
