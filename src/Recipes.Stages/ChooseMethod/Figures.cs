using Recipes.Torch;
using Recipes.Torch.Training;

namespace Recipes.Stages.ChooseMethod;

/// <summary>The numbers that the rules compare.</summary>
internal sealed record Figures
{
    /// <summary>Tokens under the loss in one pass.</summary>
    public required long TrainedTokens { get; init; }

    /// <summary>Distinct answers of domain rows divided by their number; small for a classifier.</summary>
    public required double AnswerVariety { get; init; }

    /// <summary>Weights of the base.</summary>
    public required long Parameters { get; init; }

    /// <summary>Weights that LoRA trains at the recipe's rank.</summary>
    public required long LoraParameters { get; init; }

    /// <summary>Memory to plan for.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Estimated peak by method of the ladder.</summary>
    public required IReadOnlyDictionary<string, long> EstimatedBytes { get; init; }

    public static Figures Of(ChooseSpec spec, ChooseInput input)
    {
        var config = input.Config;
        var precision = Precisions.Of(spec.Precision);
        var tokens = TrainingDefaults.TokensPerStep(spec.TokensPerStep, config);
        return new()
        {
            TrainedTokens = input.Mix.TrainedTokens,
            AnswerVariety = input.Mix.AnswerVariety,
            Parameters = config.Parameters,
            LoraParameters = MemoryEstimate.AdapterParameters(config, spec.Lora),
            MemoryBytes = input.MemoryBytes,
            EstimatedBytes = spec.Ladder.ToDictionary(
                m => m,
                m => MemoryEstimate.Of(config, Plan(m)).TotalBytes,
                StringComparer.Ordinal),
        };

        // Layers are computed again where memory asks for it: what counts is the least that a method needs.
        MemoryPlan Plan(string method) => MemoryPlan.Of(method, config, tokens, precision, spec.Lora, spec.Prefix) with
        {
            Optimizer = Optimizers.Of(spec.Optimizer),
            KeepsHalfWeights = spec.Weights == "bf16",
            Recomputes = true,
        };
    }
}
