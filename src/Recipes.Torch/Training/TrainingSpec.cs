using Recipes.Core;
using Recipes.Torch.Files;

namespace Recipes.Torch.Training;

/// <summary>Everything that decides a run, beside the base and the rows.</summary>
public sealed record TrainingSpec
{
    private const long SmallModel = 50_000_000; // where recipes draw the line for tokens per step too

    /// <summary>What is trained.</summary>
    public required TrainingMethod Method { get; init; }

    /// <summary>Optimizer steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Tokens per step, all tokens of its rows counted.</summary>
    public int TokensPerStep { get; init; } = 2048;

    /// <summary>Tokens computed at once: a step is cut into parts of at most so many, and threads share the parts.
    /// Memory grows with it and with the threads; the loss does not change.</summary>
    /// <value>Default 1,024, half of the smallest step, so that two threads have work; see
    /// <see cref="DefaultTokensAtOnce"/>.</value>
    public int TokensAtOnce { get; init; } = 1024;

    /// <summary>Longest row in tokens.</summary>
    public required int Context { get; init; }

    /// <summary>Peak of the schedule; see <see cref="DefaultLearningRate"/>.</summary>
    public required double LearningRate { get; init; }

    /// <summary>What matrices are multiplied in.</summary>
    public Precision Precision { get; init; }

    /// <summary>Parts of a step computed at once. It changes no bit.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Seeds the order of the rows and the adapters.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Share of the steps in which the rate rises from 0 (QLoRA, Dettmers et al. 2023: 0.03).</summary>
    public double WarmupShare { get; init; } = 0.03;

    /// <summary>AdamW's β₁; PyTorch's default.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW's β₂; PyTorch's default.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>AdamW's ε; PyTorch's default.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>AdamW's decoupled weight decay; PyTorch's default. Norms are not decayed unless
    /// <see cref="DecaysNorms"/>.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>True → norms are decayed too, as torch.optim.AdamW over all parameters does.</summary>
    public bool DecaysNorms { get; init; }

    /// <summary>Longest gradient, over all trained weights; a longer one is scaled down. Default 1.0 (transformers'
    /// max_grad_norm); null → never.</summary>
    public double? ClipNorm { get; init; } = 1.0;

    /// <summary>Share of the steps between two validations.</summary>
    public double ValidationShare { get; init; } = 0.05;

    /// <summary>Validations without a better loss after which training stops, counted from half of the steps on; null
    /// → never.</summary>
    public int? Patience { get; init; } = 3;

    /// <summary>What the optimizer keeps.</summary>
    public OptimizerKind Optimizer { get; init; }

    /// <summary>True → trained matrices of the base are kept in bf16 alone and every step rounds them up or down by chance,
    /// so that small steps add up on average; false → in float32. For <see cref="TrainingMethod.Full"/> and
    /// <see cref="TrainingMethod.Pretrain"/> with <see cref="Precision.BFloat16"/>.</summary>
    public bool KeepsHalfWeights { get; init; }

    /// <summary>Low-rank adapters; used by <see cref="TrainingMethod.Lora"/> and <see cref="TrainingMethod.QLora"/>.</summary>
    public LoraSpec Lora { get; init; } = new();

    /// <summary>Used by <see cref="TrainingMethod.PTuning"/>.</summary>
    public PrefixSpec Prefix { get; init; } = new();

    /// <summary>Tokens of a part: 512 for LoRA above 50M weights, where activations are most of the memory, else 1,024, where
    /// each part adds the gradients of all weights; chosen by hand.</summary>
    /// <param name="method">What is trained.</param>
    /// <param name="parameters">Weights of the base.</param>
    public static int DefaultTokensAtOnce(TrainingMethod method, long parameters) =>
        method == TrainingMethod.Lora && parameters >= SmallModel ? 512 : 1024;

    /// <summary>Peak rate where a recipe says auto.</summary>
    /// <param name="method">What is trained.</param>
    /// <param name="config">The base's shape.</param>
    /// <returns>Pretraining 2e-3 and p-tuning 1e-2, chosen by hand. Below 50M weights: full 5e-4 (on the quickstart 1e-3
    /// learned the same and forgot twice as much), LoRA 1.25e-3 (there 2e-3 learned little more than 1.5e-3 and forgot a
    /// quarter more, and 1e-3 learned a tenth less). Above: full 1e-5 (LLaMA-Factory's examples), LoRA
    /// 5e-4 · (2000 / hidden size)^0.781 (Thinking Machines' Tinker, fitted to models of the Llama family; Schulman et al.
    /// 2025, LoRA Without Regret).</returns>
    public static double DefaultLearningRate(TrainingMethod method, ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return (method, config.Parameters < SmallModel) switch
        {
            (TrainingMethod.Pretrain, _) => 2e-3,
            (TrainingMethod.PTuning, _) => 1e-2,
            (TrainingMethod.Full, true) => 5e-4,
            (TrainingMethod.Full, false) => 1e-5,
            (_, true) => 1.25e-3,
            (_, false) => 5e-4 * Math.Pow(2000.0 / config.Hidden, 0.781),
        };
    }
}
