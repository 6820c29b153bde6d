namespace Recipes.Torch.Training;

/// <summary>Where a run stands, beside its tensors.</summary>
internal sealed class TrainingProgress
{
    /// <summary>Steps done.</summary>
    public int Step { get; set; }

    /// <summary>The step of the best validation; 0 before the first.</summary>
    public int BestStep { get; set; }

    /// <summary>Its loss; null before the first.</summary>
    public double? BestLoss { get; set; }

    /// <summary>Validations since then that count for patience.</summary>
    public int Waited { get; set; }

    /// <summary>Patience ran out.</summary>
    public bool StoppedEarly { get; set; }

    /// <summary>The lines of training.jsonl so far.</summary>
    public List<TrainingLine> Lines { get; init; } = [];
}
