using Recipes.Torch.Files;

namespace Recipes.Torch.Models;

/// <summary>Where every tensor of a model stands in one flat buffer: all matrices first, then all vectors (norms and
/// biases).</summary>
/// <remarks>One buffer makes the optimizer, the norm of the gradient, the checkpoint and the cast to bf16 one call
/// each,
/// and neighbours (query, key and value; gate and up) one matrix. The order is part of the checkpoint format.</remarks>
public sealed class WeightLayout
{
    private readonly Dictionary<string, WeightSlot> _byName;
    private readonly Dictionary<int, (long Start, long Count)> _layers = [];

    private WeightLayout(IReadOnlyList<WeightSlot> slots, long matrixElements)
    {
        Slots = slots;
        MatrixElements = matrixElements;
        Elements = slots.Sum(slot => slot.Elements);
        _byName = slots.ToDictionary(slot => slot.Name, StringComparer.Ordinal);
        foreach (var slot in slots.Where(IsMatrix))
        {
            if (LayerOf(slot.Name) is { } layer)
            {
                var (start, _) = _layers.GetValueOrDefault(layer, (slot.Start, 0));
                _layers[layer] = (start, slot.Start + slot.Elements - start);
            }
        }
    }

    /// <summary>In the order of the buffer.</summary>
    public IReadOnlyList<WeightSlot> Slots { get; }

    /// <summary>Elements of the matrices, which stand first.</summary>
    public long MatrixElements { get; }

    /// <summary>Elements in all.</summary>
    public long Elements { get; }

    /// <summary>Elements of the largest layer's matrices.</summary>
    internal long LargestLayer => _layers.Count == 0 ? 0 : _layers.Values.Max(run => run.Count);

    /// <summary>Where the matrices of a layer stand: neighbours; of length 0 where it has none.</summary>
    internal (long Start, long Count) Layer(int layer) => _layers.GetValueOrDefault(layer);

    /// <summary>The layer a tensor belongs to, the first number in its name; null for those outside.</summary>
    internal static int? LayerOf(string name)
    {
        foreach (var word in name.Split('.'))
        {
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var layer))
            {
                return layer;
            }
        }

        return null;
    }

    /// <summary>Whether a tensor stands among the matrices.</summary>
    public bool IsMatrix(WeightSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        return slot.Start < MatrixElements;
    }

    /// <summary>The slot of a name.</summary>
    public WeightSlot this[string name] => _byName[name];

    /// <summary>The layout of a decoder's own weights, under the names of its family's files.</summary>
    public static WeightLayout Of(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var facts = config.Facts;
        List<(string, long[])> matrices = [(facts.Embedding + ".weight", [config.Vocabulary, config.Hidden])];
        List<(string, long[])> vectors = [];
        if (!config.IsTied)
        {
            matrices.Add((facts.Head + ".weight", [config.Vocabulary, config.Hidden]));
        }

        var parts = LinearPart.All(config);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var prefix = $"{facts.LayerPrefix}{layer}.";
            matrices.AddRange(parts.Select(part => (prefix + part.Path + ".weight", (long[])[part.Outputs, part.Inputs])));
            foreach (var norm in (string?[])[facts.InputNorm, facts.MiddleNorm, facts.AttentionEndNorm, facts.FeedForwardEndNorm])
            {
                vectors.AddRange(Norm(norm is null ? null : prefix + norm, config.Hidden));
            }

            foreach (var norm in (string?[])[facts.QueryNorm, facts.KeyNorm])
            {
                vectors.AddRange(norm is null ? [] : [(prefix + norm + ".weight", (long[])[config.HeadSize])]);
            }

            vectors.AddRange(parts.Where(part => part.HasBias)
                .Select(part => (prefix + part.Path + ".bias", (long[])[part.Outputs])));
        }

        vectors.AddRange(Norm(facts.FinalNorm, config.Hidden));
        return Of(matrices, vectors);

        IEnumerable<(string, long[])> Norm(string? path, long width)
        {
            if (path is not null)
            {
                yield return (path + ".weight", [width]);
                if (facts.CentersNorms)
                {
                    yield return (path + ".bias", [width]);
                }
            }
        }
    }

    /// <summary>A layout of given tensors in the given order.</summary>
    public static WeightLayout Of(
        IReadOnlyList<(string Name, long[] Shape)> matrices, IReadOnlyList<(string Name, long[] Shape)> vectors)
    {
        ArgumentNullException.ThrowIfNull(matrices);
        ArgumentNullException.ThrowIfNull(vectors);
        var slots = new List<WeightSlot>(matrices.Count + vectors.Count);
        long at = 0;
        foreach (var (name, shape) in matrices.Concat(vectors))
        {
            slots.Add(new(name, shape, at));
            at += slots[^1].Elements;
        }

        return new(slots, slots.Take(matrices.Count).Sum(slot => slot.Elements));
    }
}
