namespace Recipes.Torch.Training;

/// <summary>What came of a run.</summary>
public sealed record TrainingResult
{
    /// <summary>Steps done in all, resumed ones included; fewer than planned after an early stop.</summary>
    public required int Steps { get; init; }

    /// <summary>The step a checkpoint of an interrupted run gave; 0 → from the start.</summary>
    public required int ResumedAt { get; init; }

    /// <summary>The step whose weights were taken.</summary>
    public required int BestStep { get; init; }

    /// <summary>Validation loss at that step, a mean over trained tokens; null without validation rows.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Training loss of the first step.</summary>
    public required double FirstLoss { get; init; }

    /// <summary>Training loss of the last step.</summary>
    public required double LastLoss { get; init; }

    /// <summary>All tokens of the rows that were read, over all steps.</summary>
    public required long Tokens { get; init; }

    /// <summary>Those under the loss.</summary>
    public required long TrainedTokens { get; init; }

    /// <summary>Passes over the training rows that were begun.</summary>
    public required int Passes { get; init; }

    /// <summary>True where patience ran out.</summary>
    public required bool StoppedEarly { get; init; }

    /// <summary>Tokens per second of this process's steps, validation and checkpoints included. Not part of any
    /// key.</summary>
    public required double TokensPerSecond { get; init; }
}
