using Recipes.Core;
using Recipes.Testing;
using Recipes.Torch;
using Recipes.Torch.Adapters;
using Recipes.Torch.Files;
using Recipes.Torch.Models;
using Recipes.Torch.Training;
using static TorchSharp.torch;

namespace Recipes.Tests.Torch.Training;

[Collection(LoadTorch.OneAfterTheOther)]
public class LoraVariantsTests
{
    private static readonly ModelConfig Config = NewModel.Config(new() { Layers = 2, Hidden = 64, Heads = 2, Context = 32 }, 40, [1]);

    [Fact]
    public void Patterns_give_modules_their_own_rank_and_scale()
    {
        var lora = new LoraSpec
        {
            Rank = 4, Alpha = 8, IsRankStabilized = true,
            RankPattern = [new("layers.0.self_attn.q_proj", 16), new("down_proj", 2)], AlphaPattern = [new(".*v_proj", 2)],
        };
        using var adapter = new LoraAdapter(Config, lora, Precision.Float32, trains: true);

        Assert.Equal([16L, 64], Shape(0, "self_attn.q_proj"));
        Assert.Equal([4L, 64], Shape(1, "self_attn.q_proj"));
        Assert.Equal(2, Shape(1, "mlp.down_proj")[0]);
        Assert.Equal(8 / Math.Sqrt(16), Scale("q_proj"), 1e-12); // alpha / √r
        Assert.Equal(2 / Math.Sqrt(4), Scale("v_proj"), 1e-12);

        IReadOnlyList<long> Shape(int layer, string path) =>
            adapter.Weights.Layout[$"base_model.model.model.layers.{layer}.{path}.lora_A.weight"].Shape;
        double Scale(string name) => LoraTargets.Scale(Config, lora, 0, LinearPart.All(Config).Single(part => part.Name == name));
    }

    [Fact]
    public void A_written_adapter_keeps_its_patterns_scaling_and_magnitudes()
    {
        using var folder = new TemporaryFolder();
        var lora = new LoraSpec
        {
            TargetPattern = @"model\.layers\.1\..*(q|v)_proj", IsRankStabilized = true, HasMagnitudes = true,
            RankPattern = [new("q_proj", 3)], AlphaPattern = [new("v_proj", 5)],
        };
        using (var adapter = new LoraAdapter(Config, lora, Precision.Float32, trains: false))
        {
            PeftFolder.Write(adapter, folder.Path, "base");
        }

        var read = PeftFolder.ReadSpec(folder.Path);
        using var again = PeftFolder.Read(folder.Path, Config, Precision.Float32, trains: false);

        Assert.True(read is { IsRankStabilized: true, HasMagnitudes: true, TargetPattern: null });
        Assert.Equal(["model.layers.1.self_attn.q_proj", "model.layers.1.self_attn.v_proj"], read.Targets);
        Assert.Equal([new("q_proj", 3)], read.RankPattern);
        Assert.Equal([new("v_proj", 5)], read.AlphaPattern);
        Assert.Equal(6, again.Weights.Layout.Slots.Count); // A, B and lengths of two maps
    }

    [Theory]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":8,"target_modules":["q_proj"],"lora_bias":true}""", "lora_bias")]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":8,"target_modules":["q_proj"],"layers_to_transform":[0]}""", "layers_to_transform")]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":8,"target_modules":["q_proj"],"rank_pattern":{"(?=q)":2}}""", "rank_pattern")]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":8,"target_modules":"(q_proj"}""", "target_modules")]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":8,"target_modules":["q_proj"],"use_dora":"yes"}""", "use_dora")]
    public void A_field_that_is_not_honoured_is_refused_by_name(string json, string name)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "adapter_config.json"), json);

        var problem = Assert.Single(Assert.Throws<RecipeException>(() => PeftFolder.ReadSpec(folder.Path)).Problems);

        Assert.StartsWith(name, problem.Fact, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expression_that_matches_no_module_is_refused() =>
        Assert.Contains("no module", Assert.Throws<RecipeException>(
            () => new LoraAdapter(Config, new() { TargetPattern = "q" }, Precision.Float32, trains: false)).Problems[0].Fact,
            StringComparison.Ordinal);

    [Fact]
    public void The_ratio_of_rates_moves_B_further_and_A_as_far()
    {
        using var scope = NewDisposeScope();
        using var plain = new LoraAdapter(Config, new() { Targets = ["q_proj"] }, Precision.Float32, trains: true);
        using var plus = new LoraAdapter(Config, new() { Targets = ["q_proj"], RateRatio = 16 }, Precision.Float32, trains: true);
        foreach (var adapter in (LoraAdapter[])[plain, plus])
        {
            var spec = new TrainingSpec
            {
                Method = TrainingMethod.Lora, Steps = 1, Context = 8, LearningRate = 0.01, Lora = adapter.Lora, ClipNorm = null, WeightDecay = 0,
            };
            using var optimizer = new AdamW(adapter.Weights, spec);
            adapter.Weights.Gradients!.copy_(ones_like(adapter.Weights.Gradients));
            optimizer.Step(0, 0.01);
        }

        Assert.Equal(First(plain, "A"), First(plus, "A"), 1e-7);
        Assert.Equal(16 * First(plain, "B"), First(plus, "B"), 1e-6);

        static double First(LoraAdapter adapter, string letter) => adapter.Weights.Values(
            adapter.Weights.Layout[$"base_model.model.model.layers.0.self_attn.q_proj.lora_{letter}.weight"]).data<float>()[0];
    }
}
