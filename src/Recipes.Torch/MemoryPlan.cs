using Recipes.Core;
using Recipes.Torch.Files;
using Recipes.Torch.Training;

namespace Recipes.Torch;

/// <summary>What the memory of a training run depends on, beside the model's shape.</summary>
public sealed record MemoryPlan
{
    /// <summary>What is trained.</summary>
    public required TrainingMethod Method { get; init; }

    /// <summary>What matrices are multiplied in.</summary>
    public required Precision Precision { get; init; }

    /// <summary>Tokens of a step.</summary>
    public required int TokensPerStep { get; init; }

    /// <summary>Tokens of a part of it.</summary>
    public required int TokensAtOnce { get; init; }

    /// <summary>The longest row; a part holds at least a row.</summary>
    public int LongestRow { get; init; }

    /// <summary>Parts computed at once; a step of one part uses one.</summary>
    /// <value>Default 2, the processors of a small machine.</value>
    public int Threads { get; init; } = 2;

    /// <summary>Rank and targets; used by adapters.</summary>
    public LoraSpec Lora { get; init; } = new();

    /// <summary>Used by p-tuning.</summary>
    public PrefixSpec Prefix { get; init; } = new();

    /// <summary>What the optimizer keeps.</summary>
    public OptimizerKind Optimizer { get; init; }

    /// <summary>True → trained weights of the base are in bf16 alone; means nothing where the base is not trained.</summary>
    public bool KeepsHalfWeights { get; init; }

    /// <summary>True → layers are computed again in backward instead of kept.</summary>
    public bool Recomputes { get; init; }

    /// <summary>Whether the base's own weights are trained.</summary>
    public bool TrainsBase => Method is TrainingMethod.Full or TrainingMethod.Pretrain;

    /// <summary>The plan of a run.</summary>
    /// <param name="spec">Of the run.</param>
    /// <param name="longestRow">Tokens of its longest row.</param>
    public static MemoryPlan Of(TrainingSpec spec, int longestRow)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new()
        {
            Method = spec.Method,
            Precision = spec.Precision,
            TokensPerStep = spec.TokensPerStep,
            TokensAtOnce = spec.TokensAtOnce,
            LongestRow = longestRow,
            Threads = spec.Threads,
            Lora = spec.Lora,
            Prefix = spec.Prefix,
            Optimizer = spec.Optimizer,
            KeepsHalfWeights = spec.KeepsHalfWeights,
        };
    }

    /// <summary>The plan of a method where nothing else is known.</summary>
    /// <param name="method">qlora, lora, full, p-tuning or pretrain.</param>
    /// <param name="config">The base's shape.</param>
    /// <param name="tokensPerStep">Tokens of a step.</param>
    /// <param name="precision">What matrices are multiplied in.</param>
    /// <param name="lora">Rank and targets.</param>
    /// <param name="prefix">Of p-tuning; null → as a recipe has it that says nothing.</param>
    public static MemoryPlan Of(
        string method, ModelConfig config, int tokensPerStep, Precision precision, LoraSpec lora, PrefixSpec? prefix = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        var kind = TrainingMethods.Of(method);
        return new()
        {
            Method = kind,
            Precision = precision,
            TokensPerStep = tokensPerStep,
            TokensAtOnce = TrainingSpec.DefaultTokensAtOnce(kind, config.Parameters),
            Lora = lora,
            Prefix = prefix ?? new(),
        };
    }
}
