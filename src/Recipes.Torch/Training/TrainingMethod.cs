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

    /// <summary>Every weight of a new model.</summary>
    Pretrain,
}
