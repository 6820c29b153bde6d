namespace Recipes.Torch.Training;

/// <summary>What training changes.</summary>
public enum TrainingMethod
{
    /// <summary>Every weight of a given model.</summary>
    Full,

    /// <summary>Low-rank adapters beside frozen weights.</summary>
    Lora,

    /// <summary>The same, the frozen linear maps in four bits (QLoRA, Dettmers et al. 2023).</summary>
    QLora,

    /// <summary>Keys and values before every row, beside frozen weights (P-tuning v2).</summary>
    PTuning,

    /// <summary>Every weight of a new model.</summary>
    Pretrain,
}
