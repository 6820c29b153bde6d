namespace Recipes.Torch.Training;

/// <summary>What the optimizer keeps of each weight.</summary>
public enum OptimizerKind
{
    /// <summary>AdamW (Loshchilov and Hutter 2019) with two float32 numbers a weight.</summary>
    AdamW,

    /// <summary>The same with two numbers of eight bits (Dettmers et al. 2022).</summary>
    AdamW8Bit,
}

/// <summary>Names of optimizers as recipes write them.</summary>
public static class Optimizers
{
    /// <summary>The optimizer of a recipe's word: adamw or adamw-8bit.</summary>
    public static OptimizerKind Of(string word) => word == "adamw-8bit" ? OptimizerKind.AdamW8Bit : OptimizerKind.AdamW;
}
