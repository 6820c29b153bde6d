using Recipes.Core;

namespace Recipes.Stages.Train;

/// <summary>What training a rung depends on in the recipe. A null is <c>auto</c>.</summary>
internal sealed record TrainStageSpec
{
    /// <summary>qlora, lora, full, p-tuning or pretrain.</summary>
    public required string Method { get; init; }

    public required Goal Goal { get; init; }

    public required int? Steps { get; init; }

    public required int? TokensPerStep { get; init; }

    public required double? LearningRate { get; init; }

    public required int? Context { get; init; }

    /// <summary>bf16 or float32.</summary>
    public required string Precision { get; init; }

    /// <summary>adamw or adamw-8bit.</summary>
    public required string Optimizer { get; init; }

    /// <summary>float32 or bf16.</summary>
    public required string Weights { get; init; }

    /// <summary>Null for methods without adapters.</summary>
    public required LoraSpec? Lora { get; init; }

    /// <summary>Null for other methods than p-tuning.</summary>
    public required PrefixSpec? Prefix { get; init; }

    /// <summary>Validations without a better loss after which training stops.</summary>
    public required int Patience { get; init; }

    public required string Device { get; init; }

    public required int Threads { get; init; }

    public required long Seed { get; init; }
}
