using System.Text.Json.Serialization;

namespace Recipes.Torch.Training;

/// <summary>A line of <c>training.jsonl</c>: of a step, or of a validation.</summary>
public sealed record TrainingLine
{
    /// <summary>From 1; a validation carries the number of the step before it.</summary>
    public required int Step { get; init; }

    /// <summary>Mean over the step's trained tokens, before its update; null for a validation.</summary>
    public double? Loss { get; init; }

    /// <summary>Mean over the trained tokens of all validation rows; null for a step.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Tokens under the loss.</summary>
    public required int TrainedTokens { get; init; }

    /// <summary>All tokens of the rows.</summary>
    public required int Tokens { get; init; }

    /// <summary>Null for a validation.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Length of the gradient before clipping; null for a validation.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Whether this line is of a step.</summary>
    [JsonIgnore]
    public bool IsStep => Loss is not null;
}
