using Recipes.Torch.Files;

namespace Recipes.Torch.Models;

/// <summary>Where every tensor of a model stands in one flat buffer: all matrices first, then all norms.</summary>
/// <remarks>One buffer makes the optimizer, the norm of the gradient, the checkpoint and the cast to bf16 one call
/// each,
/// and neighbours (query, key and value; gate and up) one matrix. The order is part of the checkpoint format.</remarks>
public sealed class WeightLayout
{
    private readonly Dictionary<string, WeightSlot> _byName;

    private WeightLayout(IReadOnlyList<WeightSlot> slots, long matrixElements)
    {
        Slots = slots;
        MatrixElements = matrixElements;
        Elements = slots.Sum(slot => slot.Elements);
        _byName = slots.ToDictionary(slot => slot.Name, StringComparer.Ordinal);
    }

    /// <summary>In the order of the buffer.</summary>
    public IReadOnlyList<WeightSlot> Slots { get; }

    /// <summary>Elements of the matrices, which stand first.</summary>
    public long MatrixElements { get; }

    /// <summary>Elements in all.</summary>
    public long Elements { get; }

    /// <summary>The slot of a name.</summary>
    public WeightSlot this[string name] => _byName[name];

    /// <summary>The layout of a decoder's own weights.</summary>
    public static WeightLayout Of(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        List<(string, long[])> matrices = [("model.embed_tokens.weight", [config.Vocabulary, config.Hidden])];
        List<(string, long[])> norms = [];
        if (!config.IsTied)
        {
            matrices.Add(("lm_head.weight", [config.Vocabulary, config.Hidden]));
        }

        for (var layer = 0; layer < config.Layers; layer++)
        {
            var prefix = $"model.layers.{layer}.";
            foreach (var part in LinearPart.All(config))
            {
                matrices.Add((prefix + part.Path + ".weight", [part.Outputs, part.Inputs]));
            }

            norms.Add((prefix + "input_layernorm.weight", [config.Hidden]));
            norms.Add((prefix + "post_attention_layernorm.weight", [config.Hidden]));
            if (config.HasHeadNorms)
            {
                norms.Add((prefix + "self_attn.q_norm.weight", [config.HeadSize]));
                norms.Add((prefix + "self_attn.k_norm.weight", [config.HeadSize]));
            }
        }

        norms.Add(("model.norm.weight", [config.Hidden]));
        return Of(matrices, norms);
    }

    /// <summary>A layout of given tensors in the given order.</summary>
    public static WeightLayout Of(
        IReadOnlyList<(string Name, long[] Shape)> matrices, IReadOnlyList<(string Name, long[] Shape)> norms)
    {
        ArgumentNullException.ThrowIfNull(matrices);
        ArgumentNullException.ThrowIfNull(norms);
        var slots = new List<WeightSlot>(matrices.Count + norms.Count);
        long at = 0;
        foreach (var (name, shape) in matrices.Concat(norms))
        {
            slots.Add(new(name, shape, at));
            at += slots[^1].Elements;
        }

        return new(slots, slots.Take(matrices.Count).Sum(slot => slot.Elements));
    }
}
