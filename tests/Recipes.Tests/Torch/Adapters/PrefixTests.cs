using Recipes.Core;
using Recipes.Torch;
using Recipes.Torch.Adapters;
using Recipes.Torch.Files;
using Recipes.Torch.Models;
using Recipes.Torch.Training;
using static TorchSharp.torch;
using Generator = Recipes.Torch.Generation.Generator;

namespace Recipes.Tests.Torch.Adapters;

[Collection(LoadTorch.OneAfterTheOther)]
public sealed class PrefixTests : IDisposable
{
    private static readonly int[] Prompt = [5, 6, 7, 8, 9];

    private readonly string _folder = Directory.CreateTempSubdirectory("recipes-prefix-").FullName;

    public PrefixTests() => NewModel.Create(Config, 3, Base);

    private static ModelConfig Config => NewModel.Config(new() { Layers = 2, Hidden = 32, Heads = 2, Context = 64 }, 40, [1]);

    private string Base => Path.Combine(_folder, "base");

    private string Saved => Path.Combine(_folder, "prefix");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_saved_prefix_gives_the_logits_that_it_was_saved_with(bool isProjected)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = WithPrefix(isProjected);
        PrefixFolder.Write(model.Prefix!, Saved, "base");

        using var read = Model.Load(Base, Precision.Float32, Saved);

        Assert.Equal(3, read.Prefix!.Tokens);
        Assert.Equal(Logits(model).data<float>().ToArray(), Logits(read).data<float>().ToArray());
        using var plain = Model.Load(Base, Precision.Float32);
        Assert.True((Logits(plain) - Logits(read)).abs().max().item<float>() > 1e-3);
    }

    [Fact]
    public void Generation_goes_on_behind_the_prefix_as_the_whole_row_does()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using (var made = WithPrefix(isProjected: false))
        {
            PrefixFolder.Write(made.Prefix!, Saved, "base");
        }

        using var model = Model.Load(Base, Precision.Float32, Saved);
        var answer = Generator.Greedy(model, [Prompt], new() { MaxNewTokens = 20, StopIds = new HashSet<int>() }, _ => { }, TestContext.Current.CancellationToken)[0].Ids;

        var row = Prompt.ToList();
        while (row.Count < Prompt.Length + 20)
        {
            row.Add((int)model.Decoder.Logits(model.Decoder.Hidden(new TokenBatch([[.. row]])))[-1].argmax().item<long>());
        }

        Assert.Equal(row[Prompt.Length..], answer);
    }

    [Fact]
    public void The_projections_gradients_are_those_of_autograd()
    {
        using var scope = NewDisposeScope();
        using var prefix = new PrefixAdapter(Config, new() { Tokens = 3, IsProjected = true }, trains: true);
        prefix.Initialize(5);
        var slope = randn([3, 2, 2, 2, 16]);
        var names = prefix.Weights.Layout.Slots.Select(slot => slot.Name).ToList();
        var leaves = names.ToDictionary(
            name => name, name => prefix.Weights.Values(prefix.Weights.Layout[name]).detach().clone().requires_grad_(true));
        var inner = nn.functional.linear(
            leaves["prompt_encoder.embedding.weight"], leaves["prompt_encoder.transform.0.weight"], leaves["prompt_encoder.transform.0.bias"]).tanh();
        var values = nn.functional.linear(inner, leaves["prompt_encoder.transform.2.weight"], leaves["prompt_encoder.transform.2.bias"]);
        autograd.backward([values], [slope.view(3, -1)]);

        prefix.Keep(slope);
        prefix.Collect();

        Assert.Equal(5, names.Count);
        Assert.All(names, name =>
        {
            var slot = prefix.Weights.Layout[name];
            var found = prefix.Weights.Gradients!.narrow(0, slot.Start, slot.Elements).view([.. slot.Shape]);
            Assert.True((found - leaves[name].grad!).abs().max().item<float>() < 1e-5, name);
        });
    }

    [Theory]
    [InlineData(false, Precision.Float32)]
    [InlineData(true, Precision.BFloat16)]
    public void Training_a_prefix_lowers_the_loss_and_is_the_same_again(bool isProjected, Precision precision)
    {
        var rows = Enumerable.Range(0, 6)
            .Select(i => new TokenRow($"{i}", [5 + i, 6, 7, 20 + i, 21 + i, 1], [false, false, false, true, true, true])).ToList();
        var first = Train("first", 1);
        var second = Train("second", 2);

        Assert.True(first.LastLoss < first.FirstLoss - 0.1, // an untrained base can be moved little
             $"{first.FirstLoss} to {first.LastLoss}");
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "first", "adapter_model.safetensors")), File.ReadAllBytes(Path.Combine(_folder, "second", "adapter_model.safetensors")));
        Assert.Equal(first.LastLoss, second.LastLoss);

        TrainingResult Train(string name, int threads) => TrainingLoop.Run(
            new()
            {
                Spec = new()
                {
                    Method = TrainingMethod.PTuning,
                    Steps = 40,
                    TokensPerStep = 36,
                    TokensAtOnce = 12,
                    Threads = threads,
                    Context = 64,
                    LearningRate = 0.05,
                    Precision = precision,
                    Prefix = new() { Tokens = 4, IsProjected = isProjected },
                },
                BaseFolder = Base,
                Train = rows,
                CheckpointFolder = Path.Combine(_folder, "checkpoint"),
                ModelFolder = Path.Combine(_folder, name),
                LogFile = Path.Combine(_folder, name + ".jsonl"),
            },
            _ => { },
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Fields_that_are_not_honoured_or_do_not_fit_are_all_named()
    {
        using (var model = WithPrefix(isProjected: false))
        {
            PrefixFolder.Write(model.Prefix!, Saved, "base");
        }

        var path = Path.Combine(Saved, "adapter_config.json");
        File.WriteAllText(path, File.ReadAllText(path)
            .Replace("\"num_layers\": 2", "\"num_layers\": 3", StringComparison.Ordinal)
            .Replace("\"token_dim\"", "\"modules_to_save\": [\"lm_head\"], \"token_dim\"", StringComparison.Ordinal));

        var problems = Assert.Throws<RecipeException>(() => Model.Load(Base, Precision.Float32, Saved)).Problems;

        Assert.Equal(["num_layers is 3 where the base has 2", "modules_to_save: [\"lm_head\"] is not built"], problems.Select(one => one.Fact));
    }

    [Fact]
    public void A_prefix_is_not_merged()
    {
        using var model = WithPrefix(isProjected: false);

        Assert.Throws<InvalidOperationException>(() => model.Save(Path.Combine(_folder, "merged")));
    }

    private static Tensor Logits(Model model) => model.Decoder.Logits(model.Decoder.Hidden(new TokenBatch([Prompt, [3, 4]])));

    private Model WithPrefix(bool isProjected)
    {
        var prefix = new PrefixAdapter(Config, new() { Tokens = 3, IsProjected = isProjected }, trains: false);
        prefix.Initialize(9);
        return new(Config, Model.LoadWeights(Base, Config, Precision.Float32, trains: false), prefix: prefix);
    }
}
