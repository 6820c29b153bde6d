using Recipes.Core;
using Recipes.Torch.Adapters;
using Recipes.Torch.Files;
using Recipes.Yaml;

namespace Recipes.Stages.Train;

/// <summary>What a recipe asks of training that its base or this machine cannot give: found before anything runs.</summary>
internal static class TrainingChecks
{
    /// <summary>All problems, each at its key.</summary>
    /// <param name="reading">A recipe without problems of its own.</param>
    /// <param name="precision">What its matrices are multiplied in: bf16 or float32.</param>
    public static IReadOnlyList<Problem> Run(RecipeReading reading, string precision)
    {
        var recipe = reading.OrThrow();
        var problems = new List<Problem>();
        if (recipe.Train.Weights == "bf16" && precision != "bf16")
        {
            problems.Add(reading.ProblemAt(
                "train.weights", "RCP6315", $"train.weights is bf16, and matrices are multiplied in {precision}",
                "set train.precision to bf16, or train.weights to float32"));
        }

        if (recipe.Base.Folder is { } folder)
        {
            CheckBase(reading, folder, problems);
        }

        return problems;
    }

    private static void CheckBase(RecipeReading reading, string folder, List<Problem> problems)
    {
        var unsupported = ModelConfigReader.Unsupported(folder);
        if (unsupported.Count > 0)
        {
            problems.AddRange(unsupported);
            return;
        }

        var (train, config) = (reading.OrThrow().Train, ModelConfigReader.Read(folder));
        if (train.Context > config.Context)
        {
            problems.Add(reading.ProblemAt(
                "train.context", "RCP6317", $"train.context is {train.Context}, and the base reads at most {config.Context} tokens",
                $"give at most {config.Context}, or leave it out"));
        }

        problems.AddRange(LoraTargets.Problems(config, train.Lora)
            .Select(p => reading.ProblemAt("train.lora.targets", p.Code, p.Fact, p.Remedy)));
    }
}
