using Recipes.Core;
using Recipes.Torch.Files;
using Recipes.Torch.Models;
using Recipes.Torch.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Recipes.Torch.Adapters;

/// <summary>Low-rank adapters: W stays, W' = W + s·B·A is what the model computes with, s = alpha / r (Hu et al. 2021);
/// with magnitudes m it is m ∘ W' / ‖W'‖, row by row (Liu et al. 2024).</summary>
public sealed class LoraAdapter : IDisposable
{
    private readonly Dictionary<string, (WeightSlot Down, WeightSlot Up, double Scale)> _byWeight = new(StringComparer.Ordinal);

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

    /// <summary>These values, not copied, with gradients of their own: for another thread. Dispose it before this.</summary>
    public LoraAdapter Twin() => new(_config, Lora, Weights.Twin());

    /// <summary>Fills A as PEFT does, kaiming uniform with a = √5, that is uniform in ±1/√inputs; B stays zero, so the
    /// model starts as the base; magnitudes are the lengths of the base's rows.</summary>
    /// <param name="seed">Each matrix draws from its own stream, named by seed and matrix.</param>
    /// <param name="weights">The base's.</param>
    public void Initialize(long seed, FlatWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
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

        foreach (var name in Lora.HasMagnitudes ? _byWeight.Keys.ToList() : [])
        {
            using var lengths = RowLengths(weights.Values(weights.Layout[name]).to(ScalarType.Float32)).view(-1);
            Weights.Values(Magnitude(name)).copy_(lengths);
        }

        Weights.Renew();
    }

    /// <summary>A weight of the base with its update, in float32; as it is where it is no target. The caller's scope owns
    /// it.</summary>
    /// <param name="weightName">Such as <c>model.layers.0.self_attn.q_proj.weight</c>.</param>
    /// <param name="values">The base's, (outputs, inputs).</param>
    public Tensor Merged(string weightName, Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        using var scope = NewDisposeScope();
        var floats = values.to(ScalarType.Float32);
        if (!_byWeight.TryGetValue(weightName, out var pair))
        {
            return floats.MoveToOuterDisposeScope();
        }

        var sum = floats.Plus(Update(pair));
        return (Lora.HasMagnitudes ? sum.div(RowLengths(sum)).mul(Weights.Values(Magnitude(weightName)).view(-1, 1)) : sum)
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();

    private static Tensor RowLengths(Tensor matrix) => matrix.norm(1, keepdim: true, p: 2); // (outputs, 1)

    private Tensor Update((WeightSlot Down, WeightSlot Up, double Scale) pair)
    {
        var up = Weights.Values(pair.Up).to(ScalarType.Float32); // (outputs, rank)
        var down = Weights.Values(pair.Down).to(ScalarType.Float32); // (rank, inputs)
        using var scale = pair.Scale.ToScalar();
        return up.matmul(down).mul(scale); // (outputs, inputs)
    }

    private WeightSlot Magnitude(string weightName) =>
        Weights.Layout[$"base_model.model.{weightName[..^".weight".Length]}.lora_magnitude_vector"];

    /// <summary>The name of A or B of a map in PEFT's files.</summary>
    private static string Name(ModelConfig config, int layer, LinearPart part, char letter) =>
        $"base_model.model.{LoraTargets.Path(config, layer, part)}.lora_{letter}.weight";

    private static string Magnitude(ModelConfig config, int layer, LinearPart part) =>
        $"base_model.model.{LoraTargets.Path(config, layer, part)}.lora_magnitude_vector";

    private static WeightLayout Layout(ModelConfig config, LoraSpec lora)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(lora);
        var matrices = new List<(string, long[])>();
        var vectors = new List<(string, long[])>();
        LoraTargets.Check(config, lora);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var targets = LinearPart.All(config).Where(part => LoraTargets.Include(config, lora, layer, part));
            foreach (var block in targets.GroupBy(part => part.Block))
            {
                matrices.AddRange(block.Select(part => (Name(config, layer, part, 'A'), (long[])[Rank(part), part.Inputs])));
                matrices.AddRange(block.Select(part => (Name(config, layer, part, 'B'), (long[])[part.Outputs, Rank(part)])));
                vectors.AddRange(lora.HasMagnitudes
                    ? block.Select(part => (Magnitude(config, layer, part), (long[])[part.Outputs])) : []);
                long Rank(LinearPart part) => LoraTargets.Rank(config, lora, layer, part);
            }
        }

        return WeightLayout.Of(matrices, vectors);
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
                (Weights.Layout[Name(_config, layer, part, 'A')], Weights.Layout[Name(_config, layer, part, 'B')],
                    LoraTargets.Scale(_config, Lora, layer, part)));
        }

        var down = Weights.Matrix(Name(_config, layer, targets[0], 'A'), Name(_config, layer, targets[^1], 'A'));
        var updates = parts.Select(part => targets.Contains(part) ? Update(part) : null);
        Updates.Add(layer, block, new(down, [.. updates], [.. parts.Select(part => part.Outputs)]));

        LowRankPart Update(LinearPart part) => new(
            Weights.Matrix(Name(_config, layer, part, 'B'), Name(_config, layer, part, 'B')),
            LoraTargets.Scale(_config, Lora, layer, part),
            Lora.HasMagnitudes ? Weights.Vector(Magnitude(_config, layer, part)) : null);
    }
}
