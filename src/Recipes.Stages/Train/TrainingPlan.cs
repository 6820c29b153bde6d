using Recipes.Core;
using Recipes.Stages.Mix;
using Recipes.Torch;
using Recipes.Torch.Files;
using Recipes.Torch.Training;

namespace Recipes.Stages.Train;

/// <summary>What <c>auto</c> means for this data and this model.</summary>
internal sealed record TrainingPlan(TrainingSpec Spec, IReadOnlyList<TokenRow> Train, IReadOnlyList<TokenRow> Validation)
{
    private const int Passes = 3;
    private const int LeastKnowledgeSteps = 800; // below it nothing was learned (design, section 12)

    public static TrainingPlan Of(TrainStageSpec spec, TrainInput input, ModelConfig config)
    {
        var method = TrainingMethods.Of(spec.Method);
        var train = Rows(input.Train, method, input);
        var validation = Rows(input.Validation, method, input);
        var tokensPerStep = TrainingDefaults.TokensPerStep(spec.TokensPerStep, config);
        var pass = train.Sum(r => (long)r.Ids.Length);
        return new(
            new TrainingSpec
            {
                Method = method,
                Steps = spec.Steps ?? StepsOf(spec.Goal, pass, tokensPerStep),
                TokensPerStep = tokensPerStep,
                Context = TrainingDefaults.Context(spec.Context, config),
                LearningRate = spec.LearningRate ?? TrainingSpec.DefaultLearningRate(method, config),
                Precision = Precisions.Of(spec.Precision),
                Threads = spec.Threads,
                Seed = spec.Seed,
                Patience = spec.Patience,
                TokensAtOnce = TrainingSpec.DefaultTokensAtOnce(method, config.Parameters),
                Optimizer = Optimizers.Of(spec.Optimizer),
                KeepsHalfWeights = spec.Weights == "bf16",
                Lora = spec.Lora ?? new(),
                Prefix = spec.Prefix ?? new(),
            },
            train,
            validation);
    }

    /// <summary>Knowledge: the larger of three passes and 800 steps; format: three passes.</summary>
    private static int StepsOf(Goal goal, long passTokens, int tokensPerStep)
    {
        var passes = (int)Math.Max(1, (Passes * passTokens + tokensPerStep - 1) / tokensPerStep);
        return goal == Goal.Knowledge ? Math.Max(LeastKnowledgeSteps, passes) : passes;
    }

    private static List<TokenRow> Rows(IReadOnlyList<TrainRow> rows, TrainingMethod method, TrainInput input) =>
        rows.Select((r, i) => method == TrainingMethod.Pretrain
            ? input.Chat.WholeRow($"row {i + 1}", r.Messages)
            : input.Chat.Row($"row {i + 1}", r.Messages)).ToList();
}
