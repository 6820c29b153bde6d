namespace Recipes.Tests.Yaml;

public sealed class OverridesTests : IDisposable
{
    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_set_replaces_adds_and_makes_what_is_above_it()
    {
        var recipe = _folder.Read(RecipeFolder.Minimal + "mix: { domain: 0.3 }",
            "mix.domain=0.5", "train.lora.rank=4", "method.ladder=[full]", "name=other", "sources.0.kind=law", "system=\"a: b\"").OrThrow();

        Assert.Equal(0.5, recipe.Mix.Domain);
        Assert.Equal(4, recipe.Train.Lora.Rank);
        Assert.Equal(["full"], recipe.Method.Ladder);
        Assert.Equal("other", recipe.Name);
        Assert.Equal("law", recipe.Sources[0].Kind);
        Assert.Equal("a: b", recipe.System);
    }

    [Fact]
    public void The_last_of_two_wins()
    {
        var recipe = _folder.Read(RecipeFolder.Minimal, "train.steps=10", "train.steps=20").OrThrow();

        Assert.Equal(20, recipe.Train.Steps);
    }

    [Fact]
    public void A_set_may_mend_what_the_file_has_wrong()
    {
        var recipe = _folder.Read(RecipeFolder.Minimal + "seed: x\n", "seed=7").OrThrow();

        Assert.Equal(7, recipe.Seed);
    }

    [Fact]
    public void A_folder_becomes_a_new_model_when_a_key_below_it_is_set()
    {
        var recipe = _folder.Read(RecipeFolder.Minimal, "base.new.layers=2").OrThrow();

        Assert.Null(recipe.Base.Folder);
        Assert.Equal(2, recipe.Base.New?.Layers);
    }

    [Fact]
    public void Problems_point_into_the_set_and_come_after_those_of_the_file() => Assert.Equal(
        """
        recipe.yaml(6,7): error RCP2103: seed must be a whole number but is x
            seed: x
                  ^
          remedy: give the number that every random choice follows from, e.g. 42 (the default)
        error RCP2101: mix.domian is not a key of a recipe
            --set mix.domian=1.0
                  ^
          remedy: did you mean mix.domain?
        error RCP2104: dedupe.threshold must be in [0, 1] but is 1.5
            --set dedupe.threshold=1.5
                                   ^
          remedy: give the similarity from which two facts count as the same, e.g. 0.8 (the default)
        error RCP2105: method.ladder.1 must be one of qlora, lora, full, p-tuning, pretrain but is ful
            --set method.ladder=[lora, ful]
                                       ^
          remedy: did you mean full?
        """,
        _folder.Problems(RecipeFolder.Minimal + "seed: x\n", "mix.domian=1.0", "dedupe.threshold=1.5", "method.ladder=[lora, ful]"));

    [Fact]
    public void A_set_that_cannot_be_understood_says_why() => Assert.Equal(
        """
        error RCP1021: --set needs key=value
            --set train
                  ^
          remedy: write --set mix.domain=0.5
        error RCP1021: a..b is not the path of a key
            --set a..b=3
                  ^
          remedy: write --set mix.domain=0.5
        error RCP1022: --set has no value after =
            --set seed=
                       ^
          remedy: write --set mix.domain=0.5
        error RCP1022: --set has no value after =
            --set system=# why
                         ^
          remedy: write --set mix.domain=0.5, and quote a value that begins with #
        error RCP1023: sources has the entries 0 to 0, not 3
            --set sources.3.kind=law
                  ^
          remedy: set the whole value, or a key that is there
        error RCP2005: the YAML cannot be read here: while parsing a flow sequence, did not find expected ',' or ']'
            --set train.steps=[1
                                ^
          remedy: indent by spaces, two a level; put quotes around a text that holds ': ' or ' #', or begins with one of & * ! | > % @ ` [ { " '
        error RCP2007: an alias (**/*.md) is not allowed in a recipe
            --set sources.0.files=**/*.md
                                  ^
          remedy: put quotes around a path that begins with *, e.g. "**/*.md"
        """,
        _folder.Problems(RecipeFolder.Minimal, "train", "a..b=3", "seed=", "system=# why", "sources.3.kind=law", "train.steps=[1", "sources.0.files=**/*.md"));
}
