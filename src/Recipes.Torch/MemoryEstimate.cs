using Recipes.Core;
using Recipes.Torch.Adapters;
using Recipes.Torch.Files;
using Recipes.Torch.Models;
using Recipes.Torch.Training;

namespace Recipes.Torch;

/// <summary>Bytes that training takes, before anything is loaded: what a method is chosen by.</summary>
/// <remarks>Counted from what this project's trainer keeps; e bytes per element of a matrix (4 in float32, 2 in bf16), P
/// weights of the base, M of them in matrices, A of the adapters, T trained ones, N tokens of a part and W parts computed at
/// once, C hidden size, Q and K widths of all query and key heads, U width of gates and ups together, I feed-forward width, L
/// layers, V vocabulary:
/// <code>
/// weights     full: 4P, and in bf16 2M more for the copy; kept in bf16: 2M + 4(P − M) · lora: eM + 4(P − M) · qlora: 0.516
///             per weight of the linear maps, e per other
/// adapters    4A, and in bf16 2A more
/// gradients   4T for the step's, and for each part at work e · the largest layer
/// optimizer   8T (AdamW's two moments), in eight bits 2.03T
/// activations W · (4NLC, the layers' inputs, and N·(e(2Q + 2K + U) + 4C) for each layer that is kept, one where layers are
///             computed again), and what the layer at work needs, S · W · N·(8(Q + 2K) + 12Q + e(U + 3I + 2C) + 8C)
/// unpacked    qlora: e · the largest block of a layer for each part at work
/// logits      W · e · V · min(512, 2²⁴ / V), and in full training W · V · C · (4, in bf16 6) for the head's gradient
/// </code>
/// NF4 with double quantization takes 4.127 bits per weight (Dettmers et al. 2023, section 3): 0.516 bytes. S stands for what
/// the allocator holds beside what is alive; 3 is a guess, and docs/figures.md says how far off.</remarks>
public sealed record MemoryEstimate
{
    private const double QuantizedBytes = 4.127 / 8;
    private const double EightBitBytes = 2 * (1 + (4.0 / 256)); // a code, and a scale for each 256
    private const double Spread = 3; // S

    /// <summary>The base's weights.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>Adapters; 0 for full training.</summary>
    public required long AdapterBytes { get; init; }

    /// <summary>Gradients of the trained weights.</summary>
    public required long GradientBytes { get; init; }

    /// <summary>AdamW's moments.</summary>
    public required long OptimizerBytes { get; init; }

    /// <summary>What a forward pass keeps for the backward pass, and what the layer at work needs.</summary>
    public required long ActivationBytes { get; init; }

    /// <summary>Logits and their gradients.</summary>
    public required long LogitBytes { get; init; }

    /// <summary>All of it; the process itself (about 0.2 GB) comes on top.</summary>
    public long TotalBytes => WeightBytes + AdapterBytes + GradientBytes + OptimizerBytes + ActivationBytes + LogitBytes;

    /// <summary>Estimates a run of which the method alone is known.</summary>
    /// <param name="method">qlora, lora, full, p-tuning or pretrain.</param>
    /// <param name="config">The base's shape.</param>
    /// <param name="tokensPerStep">Tokens of a step.</param>
    /// <param name="precision">What matrices are multiplied in.</param>
    /// <param name="lora">Rank and targets; used by qlora and lora.</param>
    /// <param name="prefix">Used by p-tuning; null → as a recipe has it that says nothing.</param>
    public static MemoryEstimate Of(
        string method, ModelConfig config, int tokensPerStep, Precision precision, LoraSpec lora, PrefixSpec? prefix = null) =>
        Of(config, MemoryPlan.Of(method, config, tokensPerStep, precision, lora, prefix));

    /// <summary>Estimates a run.</summary>
    /// <param name="config">The base's shape.</param>
    /// <param name="plan">How it is trained.</param>
    public static MemoryEstimate Of(ModelConfig config, MemoryPlan plan)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(plan);
        var (element, copy) = plan.Precision == Precision.BFloat16 ? (2L, 2L) : (4L, 0L);
        var (tokens, parts) = Parts(plan);
        var adapters = plan.TrainsBase ? 0
            : plan.Method == TrainingMethod.PTuning ? PrefixAdapter.Parameters(config, plan.Prefix) : AdapterParameters(config, plan.Lora);
        var trained = plan.TrainsBase ? config.Parameters : adapters;
        var layer = plan.TrainsBase ? Linear(config) / config.Layers : adapters / config.Layers;
        var width = (long)config.Vocabulary * Math.Clamp((1 << 24) / config.Vocabulary, 1, 512);
        return new()
        {
            WeightBytes = Weights(config, plan, element),
            AdapterBytes = adapters * (4 + copy),
            GradientBytes = (trained * 4) + (parts * layer * element),
            OptimizerBytes = plan.Optimizer == OptimizerKind.AdamW8Bit ? (long)(trained * EightBitBytes) : trained * 8,
            ActivationBytes = parts * tokens * Kept(config, plan, element) + (long)(Spread * parts * tokens * AtWork(config, element))
                + (plan.Method == TrainingMethod.QLora ? parts * element * LargestBlock(config) : 0),
            LogitBytes = parts * ((element * width)
                + (plan.TrainsBase ? (4 + copy) * config.Vocabulary * config.Hidden : 0)),
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

    /// <summary>Tokens of a part, and parts at work at once.</summary>
    private static (long Tokens, long Parts) Parts(MemoryPlan plan)
    {
        var parts = Math.Max(1, (plan.TokensPerStep + plan.TokensAtOnce - 1) / plan.TokensAtOnce);
        return (Math.Max(plan.LongestRow, plan.TokensPerStep / parts), Math.Min(plan.Threads, parts));
    }

    private static long Weights(ModelConfig config, MemoryPlan plan, long element)
    {
        var layout = WeightLayout.Of(config);
        var (matrices, vectors) = (layout.MatrixElements, layout.Elements - layout.MatrixElements);
        return plan switch
        {
            { Method: TrainingMethod.QLora } =>
                (long)(Linear(config) * QuantizedBytes) + ((matrices - Linear(config)) * element) + (4 * vectors),
            { TrainsBase: false } => (matrices * element) + (4 * vectors),
            { KeepsHalfWeights: true } => (2 * matrices) + (4 * vectors),
            _ => (4 * layout.Elements) + (element == 2 ? 2 * matrices : 0),
        };
    }

    private static long Linear(ModelConfig config) =>
        config.Layers * LinearPart.All(config).Sum(part => (long)part.Inputs * part.Outputs);

    /// <summary>Weights of the maps that are unpacked at once.</summary>
    private static long LargestBlock(ModelConfig config) => LinearPart.All(config).GroupBy(part => part.Block)
        .Max(block => block.Sum(part => (long)part.Inputs * part.Outputs));

    private static long GateUp(ModelConfig config) =>
        LinearPart.All(config).Where(part => part.Block == LinearBlock.GateUp).Sum(part => (long)part.Outputs);

    /// <summary>What all layers keep of one token.</summary>
    private static long Kept(ModelConfig config, MemoryPlan plan, long element) => (4L * (config.Layers + 1) * config.Hidden)
        + ((plan.Recomputes ? 1 : config.Layers) * ((4L * config.Hidden)
            + (element * ((2L * config.QueryWidth) + (2L * config.KeyWidth) + GateUp(config)))));

    /// <summary>What the layer at work needs for one token.</summary>
    private static long AtWork(ModelConfig config, long element) => (8L * (config.QueryWidth + (2 * config.KeyWidth)))
        + (12L * config.QueryWidth) + (8L * config.Hidden)
        + (element * (GateUp(config) + (3L * config.Intermediate) + (2L * config.Hidden)));
}
