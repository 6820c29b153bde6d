using Recipes.Core;
using Recipes.Stages;
using Recipes.Testing;
using Recipes.Torch.Models;

namespace Recipes.Tests.Stages.Train;

public sealed class TrainingChecksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainingChecksTests() =>
        NewModel.Create(NewModel.Config(new() { Layers = 1, Hidden = 32, Heads = 2, Context = 64 }, 50, [1]), 7, At("base"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train.context=65", "RCP6317", "at most 64")]
    [InlineData("train.lora.targets=[q_proj, w_proj]", "RCP6302", "w_proj")]
    [InlineData("train={ weights: bf16, precision: float32 }", "RCP6315", "bf16")]
    public void What_the_base_cannot_is_a_problem_at_its_key_before_anything_runs(string set, string code, string fact)
    {
        var exception = Assert.Throws<RecipeException>(() => Open("Train", set));

        Assert.Equal(2, exception.ExitCode);
        var problem = Assert.Single(exception.Problems);
        Assert.Equal(code, problem.Code);
        Assert.Contains(fact, problem.Fact + problem.Remedy, StringComparison.Ordinal);
        Assert.NotNull(problem.Excerpt);
    }

    [Theory]
    [InlineData("Train", "train.context=64")]
    [InlineData("Extract", "train.context=65")] // reads no base
    public void The_rest_opens(string target, string set)
    {
        using var session = Open(target, set);

        Assert.Equal("n", session.Name);
    }

    private RecipeSession Open(string target, string set)
    {
        File.WriteAllText(At("recipe.yaml"), "recipe: 1\nname: n\nbase: base\nsources: [ { pairs: p.jsonl } ]\n");
        File.WriteAllText(At("p.jsonl"), "{\"prompt\":\"a\",\"completion\":\"b\"}\n");
        return RecipeSession.Open(new()
        {
            RecipeFile = At("recipe.yaml"),
            Sets = [set],
            ToolFolder = RepositoryRoot.Path,
            CacheFolder = At("cache"),
            Targets = [target],
            Threads = 1,
            Machine = new() { Processors = 1, MemoryBytes = 1L << 32, BFloat16 = true },
            Emit = _ => { },
        });
    }

    private string At(string name) => Path.Combine(_folder.Path, name);
}
