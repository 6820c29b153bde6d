using Recipes.Torch.Files;

namespace Recipes.Stages;

/// <summary>What <c>auto</c> means for a model's size: Mix, ChooseMethod and Train agree on it here.</summary>
internal static class TrainingDefaults
{
    private const long SmallModel = 50_000_000;
    private const int MostContext = 2048;

    /// <summary>Longest row: the recipe's, else the smaller of 2,048 and the model's.</summary>
    public static int Context(int? wanted, ModelConfig config) => wanted ?? Math.Min(MostContext, config.Context);

    /// <summary>Tokens of a step: the recipe's, else 2,048 below 50M parameters and 8,192 above.</summary>
    public static int TokensPerStep(int? wanted, ModelConfig config) => wanted ?? (config.Parameters < SmallModel ? 2048 : 8192);
}
