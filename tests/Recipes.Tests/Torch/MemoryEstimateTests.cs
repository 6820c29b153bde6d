using Recipes.Core;
using Recipes.Torch;
using Recipes.Torch.Files;
using Recipes.Torch.Training;

namespace Recipes.Tests.Torch;

public class MemoryEstimateTests
{
    // Llama 2 7B: 6.74 billion weights.
    private static readonly ModelConfig Seven = new()
    {
        Family = ModelFamily.Llama, Vocabulary = 32000, Hidden = 4096, Intermediate = 11008, Layers = 32, Heads = 32,
        KeyValueHeads = 32, HeadSize = 128, Context = 4096,
    };

    [Fact]
    public void Llama_2_7B_has_the_published_number_of_weights() => Assert.Equal(6_738_415_616, Seven.Parameters);

    [Fact]
    public void Adapters_of_rank_8_on_queries_and_values_are_4_194_304_weights() => // 32 layers · 2 maps · 8 · (4096 + 4096)
        Assert.Equal(4_194_304, MemoryEstimate.AdapterParameters(Seven, new() { Rank = 8, Targets = ["q_proj", "v_proj"] }));

    [Fact]
    public void Cheaper_methods_take_less()
    {
        long Total(string method) => MemoryEstimate.Of(method, Seven, 2048, Precision.BFloat16, new LoraSpec()).TotalBytes;

        Assert.True(Total("qlora") < Total("lora"));
        Assert.True(Total("lora") < Total("full"));
        Assert.InRange(MemoryEstimate.Of("lora", Seven, 2048, Precision.BFloat16, new()).WeightBytes, 13.4e9, 13.6e9);
        Assert.InRange(MemoryEstimate.Of("qlora", Seven, 2048, Precision.BFloat16, new()).WeightBytes, 3.3e9, 4.1e9);
    }

    [Fact]
    public void Full_training_that_does_not_fit_is_told_three_settings_that_do()
    {
        var plan = MemoryPlan.Of("full", Seven, 2048, Precision.Float32, new()) with { LongestRow = 2048 };

        var problem = MemoryAdvice.TooLarge(Seven, plan, 80L << 30).Problems[0];

        TestContext.Current.TestOutputHelper?.WriteLine(problem.Fact + ": " + problem.Remedy);
        Assert.Equal(3, problem.Remedy!.Split(" · ").Length);
        Assert.Contains("train.optimizer: adamw-8bit", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Bf16_weights_and_eight_bit_moments_take_less_than_half()
    {
        var plan = MemoryPlan.Of("full", Seven, 2048, Precision.BFloat16, new()) with { Recomputes = true };
        var lean = plan with { KeepsHalfWeights = true, Optimizer = OptimizerKind.AdamW8Bit };

        var (plain, small) = (MemoryEstimate.Of(Seven, plan), MemoryEstimate.Of(Seven, lean));

        Assert.InRange((double)small.OptimizerBytes / Seven.Parameters, 2.0, 2.1);
        Assert.InRange((double)small.WeightBytes / Seven.Parameters, 2.0, 2.1);
        Assert.True(2 * small.TotalBytes < plain.TotalBytes);
    }
}
