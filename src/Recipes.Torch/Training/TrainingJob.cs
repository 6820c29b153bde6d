namespace Recipes.Torch.Training;

/// <summary>One run: what, on what, and where its files go.</summary>
public sealed record TrainingJob
{
    /// <summary>Everything that decides the numbers.</summary>
    public required TrainingSpec Spec { get; init; }

    /// <summary>Hugging Face folder of the model to train.</summary>
    public required string BaseFolder { get; init; }

    /// <summary>At least one row, with at least one trained token in all.</summary>
    public required IReadOnlyList<TokenRow> Train { get; init; }

    /// <summary>May be empty: then nothing is validated, and the last weights are taken.</summary>
    public IReadOnlyList<TokenRow> Validation { get; init; } = [];

    /// <summary>Where checkpoints of this run go; a run that finds one of its own there goes on from it. Removed at
    /// the end.</summary>
    public required string CheckpointFolder { get; init; }

    /// <summary>Where the result goes: a Hugging Face folder, or for LoRA a PEFT folder.</summary>
    public required string ModelFolder { get; init; }

    /// <summary>Where <c>training.jsonl</c> goes.</summary>
    public required string LogFile { get; init; }

    /// <summary>The node that events carry, such as <c>train/lora</c>.</summary>
    public string Node { get; init; } = "train";

    /// <summary>Memory that the run may take; null → without a limit. Where the estimate exceeds it layers are computed again
    /// in backward, which changes no bit, and where that does not do the run is refused before it begins.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Steps between two checkpoints; null → by time, 10 s, or 20 times what the last one took if that is
    /// longer.</summary>
    public int? CheckpointSteps { get; init; }
}
