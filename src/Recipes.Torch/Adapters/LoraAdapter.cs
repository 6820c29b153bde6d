using Recipes.Core;
using Recipes.Torch.Files;
using Recipes.Torch.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Recipes.Torch.Adapters;

/// <summary>Low-rank adapters: W stays, W + (alpha / r)·B·A is what the model computes with (Hu et al. 2021).</summary>
public sealed class LoraAdapter : IDisposable
{
    private readonly Dictionary<string, (WeightSlot Down, WeightSlot Up)> _byWeight = new(StringComparer.Ordinal);

    private readonly ModelConfig _config;

    /// <summary>Takes memory for adapters of a model; the values are zero until written.</summary>
    /// <param name="config">The base's shape.</param>
    /// <param name="lora">Rank, alpha and targets.</param>
    /// <param name="precision">What the small matrices are multiplied in.</param>
    /// <param name="trains">True → a float32 master and gradients are kept.</param>
    /// <exception cref="RecipeException">A target that the model does not have.</exception>
    public LoraAdapter(ModelConfig config, LoraSpec lora, Precision precision, bool trains)
        : this(config, lora, new FlatWeights(Layout(config, lora), precision.Type(), trains))
    {
    }

    private LoraAdapter(ModelConfig config, LoraSpec lora, FlatWeights weights)
    {
        (_config, Lora, Targets, Weights) = (config, lora, LoraTargets.Names(config, lora), weights);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            foreach (var block in LinearPart.All(config).GroupBy(part => part.Block))
            {
                Add(layer, block.Key, [.. block]);
            }
        }
    }

    /// <summary>Rank, alpha and targets as given.</summary>
    public LoraSpec Lora { get; }

    /// <summary>The adapted maps, such as q_proj, in the order of the layer; whole paths where layers differ.</summary>
    public IReadOnlyList<string> Targets { get; }

    /// <summary>All A and B. Names are PEFT's.</summary>
    public FlatWeights Weights { get; }

    /// <summary>For the forward pass.</summary>
    public LowRankUpdates Updates { get; } = new();

    /// <summary>alpha / r.</summary>
    public double Scale => Lora.Alpha / Lora.Rank;

    /// <summary>These values, not copied, with gradients of their own: for another thread. Dispose it before this.</summary>
    public LoraAdapter Twin() => new(_config, Lora, Weights.Twin());

    /// <summary>Fills A as PEFT does, kaiming uniform with a = √5, that is uniform in ±1/√inputs; B stays zero, so the
    /// model starts as the base.</summary>
    /// <param name="seed">Each matrix draws from its own stream, named by seed and matrix.</param>
    public void Initialize(long seed)
    {
        using var scope = NewDisposeScope();
        foreach (var slot in Weights.Layout.Slots)
        {
            if (!slot.Name.EndsWith("lora_A.weight", StringComparison.Ordinal))
            {
                continue; // B stays zero
            }

            var bound = 1 / Math.Sqrt(slot.Shape[1]);
            SeededNumbers.Uniform(Weights.Values(slot), seed, slot.Name, -bound, bound);
        }

        Weights.Renew();
    }

    /// <summary>scale·B·A in float32 for a weight of the base, or null where it is no target. The caller's scope owns
    /// it.</summary>
    /// <param name="weightName">Such as <c>model.layers.0.self_attn.q_proj.weight</c>.</param>
    public Tensor? Update(string weightName)
    {
        if (!_byWeight.TryGetValue(weightName, out var pair))
        {
            return null;
        }

        var up = Weights.Values(pair.Up).to(ScalarType.Float32); // (outputs, rank)
        var down = Weights.Values(pair.Down).to(ScalarType.Float32); // (rank, inputs)
        using var scale = Scale.ToScalar();
        return up.matmul(down).mul(scale); // (outputs, inputs)
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();

    /// <summary>The name of A or B of a map in PEFT's files.</summary>
    private static string Name(ModelConfig config, int layer, LinearPart part, char letter) =>
        $"base_model.model.{LoraTargets.Path(config, layer, part)}.lora_{letter}.weight";

    private static WeightLayout Layout(ModelConfig config, LoraSpec lora)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(lora);
        var matrices = new List<(string, long[])>();
        LoraTargets.Check(config, lora);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var targets = LinearPart.All(config).Where(part => LoraTargets.Include(config, lora, layer, part));
            foreach (var block in targets.GroupBy(part => part.Block))
            {
                matrices.AddRange(block.Select(part => (Name(config, layer, part, 'A'), (long[])[lora.Rank, part.Inputs])));
                matrices.AddRange(block.Select(part => (Name(config, layer, part, 'B'), (long[])[part.Outputs, lora.Rank])));
            }
        }

        return WeightLayout.Of(matrices, []);
    }

    private void Add(int layer, LinearBlock block, IReadOnlyList<LinearPart> parts)
    {
        var targets = parts.Where(part => LoraTargets.Include(_config, Lora, layer, part)).ToList();
        if (targets.Count == 0)
        {
            return;
        }

        foreach (var part in targets)
        {
            _byWeight.Add(
                LoraTargets.Path(_config, layer, part) + ".weight",
                (Weights.Layout[Name(_config, layer, part, 'A')], Weights.Layout[Name(_config, layer, part, 'B')]));
        }

        var down = Weights.Matrix(Name(_config, layer, targets[0], 'A'), Name(_config, layer, targets[^1], 'A'));
        var ups = parts.Select(part => targets.Contains(part) ? Up(Name(_config, layer, part, 'B')) : null);
        Updates.Add(layer, block, new(down, [.. ups], [.. parts.Select(part => part.Outputs)], Scale));

        Weight Up(string name) => Weights.Matrix(name, name);
    }
}
