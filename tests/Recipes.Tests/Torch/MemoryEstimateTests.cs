using Recipes.Core;
using Recipes.Torch;
using Recipes.Torch.Files;

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
}
