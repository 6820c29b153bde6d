using Recipes.Core;
using Recipes.Torch.Files;
using Recipes.Torch.Models;
using Recipes.Torch.Training;

namespace Recipes.Benchmarks.Training;

/// <summary>A model that is trained, and how.</summary>
internal sealed record Shape(string Name, TrainingMethod Method, int TokensPerStep, int Steps, double Rate, ModelConfig Config)
{
    public static IReadOnlyList<Shape> All { get; } =
    [
        new("2.5M", TrainingMethod.Full, 2048, 60, 2e-3, NewModel.Config(
            new() { Layers = 5, Hidden = 192, Heads = 4, Context = 1024 }, 4096, [1])),
        new("26M", TrainingMethod.Full, 2048, 16, 1e-3, NewModel.Config(
            new() { Layers = 8, Hidden = 448, Heads = 7, Context = 1024 }, 12_288, [1])),
        new("135M", TrainingMethod.Lora, 1024, 5, 2e-3, new()
        {
            Family = ModelFamily.Llama, Vocabulary = 49_152, Hidden = 576, Intermediate = 1536, Layers = 30, Heads = 9,
            KeyValueHeads = 3, HeadSize = 64, Context = 2048, IsTied = true, EndIds = [1],
        }),
    ];

    public static Shape Of(string name) => All.Single(shape => shape.Name == name);

    public LoraSpec Lora { get; } = new();

    /// <summary>What a token costs in products of matrices, forward and backward: 2 operations per weight forward, 2 for
    /// the gradient by the input, 2 for that by a trained weight; attention is not counted.</summary>
    /// <param name="trainedShare">Share of the places whose logits are needed.</param>
    public double OperationsPerToken(double trainedShare)
    {
        var linear = (double)Config.Layers * LinearPart.All(Config).Sum(part => (long)part.Inputs * part.Outputs);
        var head = (double)Config.Vocabulary * Config.Hidden * trainedShare;
        return (Method == TrainingMethod.Lora ? 4 : 6) * (linear + head);
    }
}
