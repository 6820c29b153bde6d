using Recipes.Core;
using Recipes.Torch.Adapters;
using Recipes.Torch.Files;
using Recipes.Torch.Models;

namespace Recipes.Torch;

/// <summary>Bytes that training takes, before anything is loaded: what a method is chosen by.</summary>
/// <remarks>Counted from what this project's trainer keeps, e bytes per element of a matrix (4 in float32, 2 in bf16),
/// P weights of the base, M of them in matrices, A of the adapters, N tokens computed at once, C hidden size, Q and K
/// widths of all query and key heads, I feed-forward width, L layers, V vocabulary:
/// <code>
/// weights     full: 4P, and in bf16 2M more for the copy · lora: eP · qlora: 0.516 per weight of the linear maps, e
/// per other
/// adapters    4A, and in bf16 2A more
/// gradients   4 + 2·(4 + e) per trained weight: the step's, and those of two parts computed at once
/// optimizer   8 per trained weight (AdamW's two moments)
/// best        4 per trained weight (the best weights so far)
/// activations N·L·(8C + (e + 4)(Q + 2K) + 8Q + 2eI), what backward keeps of each layer, and
///             N·(16C + e(C + 3I)), what the layer at work adds
/// unpacked    qlora: e · the largest block of a layer, for each of two parts computed at once
/// logits      512·V·e, the part that is computed at once, and e·V·C for its share of the head's gradient
/// </code>
/// NF4 with double quantization takes 4.127 bits per weight (Dettmers et al. 2023, section 3): 0.516 bytes.</remarks>
public sealed record MemoryEstimate
{
    private const double QuantizedBytes = 4.127 / 8;
    private const int LogitRows = 512;

    /// <summary>The base's weights.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>Adapters; 0 for full training.</summary>
    public required long AdapterBytes { get; init; }

    /// <summary>Gradients of the trained weights.</summary>
    public required long GradientBytes { get; init; }

    /// <summary>AdamW's moments and the best weights so far.</summary>
    public required long OptimizerBytes { get; init; }

    /// <summary>What a forward pass keeps for the backward pass.</summary>
    public required long ActivationBytes { get; init; }

    /// <summary>Logits and their gradients.</summary>
    public required long LogitBytes { get; init; }

    /// <summary>All of it; the process itself (about 0.2 GB) comes on top.</summary>
    public long TotalBytes => WeightBytes + AdapterBytes + GradientBytes + OptimizerBytes + ActivationBytes + LogitBytes;

    /// <summary>Estimates a run.</summary>
    /// <param name="method">qlora, lora, full, p-tuning or pretrain.</param>
    /// <param name="config">The base's shape.</param>
    /// <param name="tokensAtOnce">Tokens computed at once by all threads together, at most the step's.</param>
    /// <param name="precision">What matrices are multiplied in.</param>
    /// <param name="lora">Rank and targets; used by qlora and lora.</param>
    /// <param name="prefix">Used by p-tuning; null → as a recipe has it that says nothing.</param>
    public static MemoryEstimate Of(
        string method, ModelConfig config, int tokensAtOnce, Precision precision, LoraSpec lora, PrefixSpec? prefix = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(lora);
        var (element, copy) = precision == Precision.BFloat16 ? (2L, 2L) : (4L, 0L);
        var isFull = method is "full" or "pretrain";
        var linear = config.Layers * LinearPart.All(config).Sum(part => (long)part.Inputs * part.Outputs);
        var adapters = isFull ? 0
            : method == "p-tuning" ? PrefixAdapter.Parameters(config, prefix ?? new()) : AdapterParameters(config, lora);
        var trained = isFull ? config.Parameters : adapters;
        return new()
        {
            WeightBytes = method switch
            {
                "qlora" => (long)(linear * QuantizedBytes) + ((config.Parameters - linear) * element),
                "lora" or "p-tuning" => config.Parameters * element,
                "full" or "pretrain" => config.Parameters * (4 + copy),
                _ => throw new ArgumentOutOfRangeException(nameof(method), method, "qlora, lora, full, p-tuning or pretrain"),
            },
            AdapterBytes = adapters * (4 + copy),
            GradientBytes = trained * (4 + (2 * (4 + element))),
            OptimizerBytes = trained * 12,
            ActivationBytes = tokensAtOnce * ((config.Layers * KeptBytes(config, element))
                + (16L * config.Hidden) + (element * (config.Hidden + (3L * config.Intermediate))))
                + (method == "qlora" ? 2 * element * LargestBlock(config) : 0),
            LogitBytes = element * config.Vocabulary * (LogitRows + (isFull ? config.Hidden : 0)),
        };
    }

    /// <summary>Weights of the adapters: rank · (inputs + outputs) per adapted map, and with magnitudes its outputs.</summary>
    public static long AdapterParameters(ModelConfig config, LoraSpec lora)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(lora);
        return Enumerable.Range(0, config.Layers).Sum(layer => LinearPart.All(config)
            .Where(part => LoraTargets.Include(config, lora, layer, part))
            .Sum(part => ((long)LoraTargets.Rank(config, lora, layer, part) * (part.Inputs + part.Outputs))
                + (lora.HasMagnitudes ? part.Outputs : 0)));
    }

    /// <summary>Weights of the maps that are unpacked at once.</summary>
    private static long LargestBlock(ModelConfig config) => LinearPart.All(config).GroupBy(part => part.Block)
        .Max(block => block.Sum(part => (long)part.Inputs * part.Outputs));

    /// <summary>What one layer keeps of one token.</summary>
    private static long KeptBytes(ModelConfig config, long element) => (8L * config.Hidden)
        + ((element + 4) * (config.QueryWidth + (2L * config.KeyWidth)))
        + (8L * config.QueryWidth) + (2 * element * config.Intermediate);
}
