using Recipes.Core;
using Recipes.Torch;
using Recipes.Torch.Adapters;
using Recipes.Torch.Files;
using Recipes.Torch.Models;
using static TorchSharp.torch;

namespace Recipes.Tests.Torch.Models;

[Collection(LoadTorch.OneAfterTheOther)]
public sealed class ModelFolderTests : IDisposable
{
    private static readonly int[] Prompt = [5, 6, 7, 8, 9];

    private readonly string _folder = Directory.CreateTempSubdirectory("recipes-model-").FullName;

    public ModelFolderTests() => NewModel.Create(Config, 3, Base);

    private static ModelConfig Config => NewModel.Config(new() { Layers = 2, Hidden = 32, Heads = 2, Context = 32 }, 40, [1]);

    private string Base => Path.Combine(_folder, "base");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_new_model_has_norms_of_1_and_smaller_weights_into_the_stream()
    {
        using var scope = NewDisposeScope();
        using var model = Model.Load(Base, Precision.Float32);

        double Deviation(string name) => model.Weights.Values(model.Weights.Layout[name]).std().item<float>();

        Assert.Equal(1, model.Weights.Values(model.Weights.Layout["model.norm.weight"]).min().item<float>());
        Assert.Equal(0.02, Deviation("model.layers.0.self_attn.q_proj.weight"), 0.002);
        Assert.Equal(0.01, Deviation("model.layers.1.mlp.down_proj.weight"), 0.001); // 0.02 / sqrt(2 · 2 layers)
    }

    [Fact]
    public void One_seed_gives_one_model()
    {
        var again = Path.Combine(_folder, "again");
        NewModel.Create(Config, 3, again);
        Assert.Equal(Weights(Base), Weights(again));

        NewModel.Create(Config, 4, again);
        Assert.NotEqual(Weights(Base), Weights(again));
    }

    [Fact]
    public void A_saved_adapter_is_read_back_and_merging_it_keeps_the_logits()
    {
        using var scope = NewDisposeScope();
        var adapterFolder = Path.Combine(_folder, "adapter");
        using (var adapter = new LoraAdapter(Config, new() { Rank = 4, Alpha = 8, Targets = ["q_proj", "v_proj", "down_proj"] }, Precision.Float32, trains: false))
        {
            using var weights = Model.LoadWeights(Base, Config, Precision.Float32, trains: false);
            adapter.Initialize(1, weights);
            foreach (var slot in adapter.Weights.Layout.Slots.Where(slot => slot.Name.Contains("lora_B", StringComparison.Ordinal)))
            {
                adapter.Weights.Values(slot).copy_(randn([.. slot.Shape]));
            }

            PeftFolder.Write(adapter, adapterFolder, "base");
        }

        using var bare = Model.Load(Base, Precision.Float32);
        using var adapted = Model.Load(Base, Precision.Float32, adapterFolder);
        adapted.Save(Path.Combine(_folder, "merged"));
        using var merged = Model.Load(Path.Combine(_folder, "merged"), Precision.Float32);

        Assert.Equal(["down_proj", "q_proj", "v_proj"], PeftFolder.ReadSpec(adapterFolder).Targets.Order());
        Assert.InRange(Difference(adapted, merged), 0, 1e-5);
        Assert.True(Difference(adapted, bare) > 1e-3);
    }

    [Fact]
    public void Missing_surplus_and_wrongly_shaped_tensors_are_named_at_once()
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(
            Path.Combine(Base, "model.safetensors"), [("model.norm.weight", ones(31)), ("model.extra.weight", ones(2))]);

        var facts = Assert.Throws<RecipeException>(() => Model.Load(Base, Precision.Float32)).Problems.Select(p => p.Fact).ToList();

        Assert.Contains("model.embed_tokens.weight is missing", facts);
        Assert.Contains("model.norm.weight is [31] where config.json says [32]", facts);
        Assert.Contains("model.extra.weight is not part of the model", facts);
    }

    [Fact]
    public void An_index_that_leaves_its_folder_is_refused()
    {
        File.Delete(Path.Combine(Base, "model.safetensors"));
        File.WriteAllText(
            Path.Combine(Base, "model.safetensors.index.json"), """{"weight_map": {"model.norm.weight": "../other.safetensors"}}""");

        var problem = Assert.Throws<RecipeException>(() => Model.Load(Base, Precision.Float32)).Problems[0];

        Assert.Contains("../other.safetensors", problem.Fact, StringComparison.Ordinal);
    }

    private static double Difference(Model one, Model other) =>
        (Logits(one) - Logits(other)).abs().max().item<float>();

    private static Tensor Logits(Model model) => model.Decoder.Logits(model.Decoder.Hidden(new TokenBatch([Prompt])));

    private static byte[] Weights(string folder) => File.ReadAllBytes(Path.Combine(folder, "model.safetensors"));
}
