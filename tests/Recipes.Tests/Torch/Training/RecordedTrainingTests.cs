using System.Text.Json;
using Recipes.Testing;
using Recipes.Torch;
using Recipes.Torch.Adapters;
using Recipes.Torch.Files;
using Recipes.Torch.Models;
using Recipes.Torch.Training;
using static Recipes.Tests.Torch.ReferenceModels;

namespace Recipes.Tests.Torch.Training;

/// <summary>Whole logs of transformers and PEFT: adapters of really trained models, step by step from the folder's adapter.</summary>
[Collection(LoadTorch.OneAfterTheOther)]
[Trait("Data", "reference")]
public sealed class RecordedTrainingTests
{
    private const int RowsPerStep = 8;
    private const int Exact = 10; // steps; rounding adds up behind them

    [Fact]
    [Trait("Speed", "slow")]
    public void Every_step_has_the_recorded_loss_and_gradient()
    {
        var cases = 0;
        foreach (var folder in ReferenceData.Folders("adapters").Where(folder => File.Exists(Path.Combine(folder, "reference.json"))))
        {
            var reference = Read(folder);
            if (reference.TryGetProperty("log", out var log) && ReferenceData.Find("models", reference.GetProperty("base").GetString()!) is { } data)
            {
                if (Weights(data) is not { } baseFolder)
                {
                    Print($"skipped {Path.GetFileName(folder)}: its base is not expanded");
                    continue;
                }

                Follow(baseFolder, folder, [.. reference.GetProperty("rows").EnumerateArray().Select(Row)], log);
                cases++;
            }
        }

        Print($"{cases} logs");
        Assert.SkipWhen(cases == 0, "no log of a base that is there");
    }

    private static void Follow(string baseFolder, string adapterFolder, List<TokenRow> rows, JsonElement log)
    {
        var config = ModelConfigReader.Read(baseFolder);
        using var model = new Model(
            config, Model.LoadWeights(baseFolder, config, Precision.Float32, trains: false),
            PeftFolder.Read(adapterFolder, config, Precision.Float32, trains: true));
        var spec = new TrainingSpec
        {
            Method = TrainingMethod.Lora, Steps = log.GetArrayLength(), Context = 512, LearningRate = 2e-4, WeightDecay = 0, ClipNorm = 1,
        };
        using var passes = new GradientPasses(model, threads: 2, tokensAtOnce: 512);
        using var optimizer = new AdamW(model.Trained, spec);
        foreach (var line in log.EnumerateArray())
        {
            var step = line.GetProperty("step").GetInt32();
            var part = Enumerable.Range(step * RowsPerStep, RowsPerStep).Select(i => rows[i % rows.Count]).ToList();
            var trained = part.Sum(row => row.TrainedTokens);
            Assert.Equal(line.GetProperty("trained_tokens").GetInt32(), trained);

            var loss = passes.Add(part, trained) / trained;
            var norm = optimizer.Step(step, spec.LearningRate);

            var (wantedLoss, wantedNorm) = (line.GetProperty("loss").GetDouble(), line.GetProperty("grad_norm_before_clip").GetDouble());
            Print($"step {step}: loss {loss:F6}, recorded {wantedLoss:F6}, off by {(loss / wantedLoss) - 1:E1}; norm {norm:F6}, off by {(norm / wantedNorm) - 1:E1}");
            Assert.Equal(1, loss / wantedLoss, step < Exact ? 1e-4 : 1e-2);
            Assert.Equal(1, norm / wantedNorm, step < Exact ? 1e-4 : 1e-2);
        }
    }

    private static TokenRow Row(JsonElement row, int index)
    {
        var (ids, trained) = (Ints(row.GetProperty("ids")), Ints(row.GetProperty("trained"))); // from, to
        return new($"row {index}", ids, [.. ids.Select((_, place) => place >= trained[0] && place < trained[1])]);
    }
}
