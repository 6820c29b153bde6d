using System.Text.Json;
using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Models;
using Recipes.Torch.Files;
using Recipes.Torch.Training;

namespace Recipes.Stages.Train;

/// <summary>Trains a rung of the ladder, or writes nothing where it is not wanted.</summary>
/// <param name="memoryBytes">Of the machine; it decides what is computed twice, and so no bit and no key.</param>
internal sealed class TrainStage(long memoryBytes) : IStage<TrainStageSpec, TrainInput, FolderArtifact>
{
    /// <summary>What training did, beside the model and the log.</summary>
    public const string OutcomeFile = "training.json";

    public StageId Id { get; } = new("train", Version: 5);

    public FolderArtifact Run(TrainStageSpec spec, TrainInput input, StageContext context)
    {
        if (!input.IsWanted)
        {
            File.WriteAllText(Path.Combine(context.OutputFolder, TrainedModel.LogFile), "");
            return new FolderArtifact(context.OutputFolder);
        }

        var source = spec.Method == "pretrain" ? BaseFolders.NewModel(spec, input, context) : input.BaseFolder;
        var plan = TrainingPlan.Of(spec, input, ModelConfigReader.Read(source));
        var modelFolder = Path.Combine(context.OutputFolder, TrainedModel.ModelFolder);
        var job = new TrainingJob
        {
            Spec = plan.Spec,
            BaseFolder = source,
            Train = plan.Train,
            Validation = plan.Validation,
            CheckpointFolder = Path.Combine(context.CheckpointFolder, "run"),
            ModelFolder = modelFolder,
            LogFile = Path.Combine(context.OutputFolder, TrainedModel.LogFile),
            Node = context.Node,
            MemoryBytes = memoryBytes,
        };
        var result = TrainingLoop.Run(job, context.Emit, context.Cancellation);
        if (spec.Method is not ("lora" or "qlora" or "p-tuning"))
        {
            BaseFolders.CopyTokenizer(input.BaseFolder, modelFolder);
        }

        Report(result, context);
        return new FolderArtifact(context.OutputFolder);
    }

    private static void Report(TrainingResult result, StageContext context)
    {
        context.Emit(new MeasureEvent("tokensPerSecond", result.TokensPerSecond) { Node = context.Node });
        context.Emit(new MeasureEvent("resumedAt", result.ResumedAt) { Node = context.Node });
        context.Emit(new NoteEvent(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Steps} steps, best at {result.BestStep}, validation loss {result.ValidationLoss:0.0000}, {result.TokensPerSecond:0} tokens/s{(result.StoppedEarly ? ", stopped early" : "")}")) { Node = context.Node });
        var kept = new SortedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["steps"] = result.Steps,
            ["bestStep"] = result.BestStep,
            ["validationLoss"] = result.ValidationLoss,
            ["firstLoss"] = result.FirstLoss,
            ["lastLoss"] = result.LastLoss,
            ["tokens"] = result.Tokens,
            ["trainedTokens"] = result.TrainedTokens,
            ["passes"] = result.Passes,
            ["stoppedEarly"] = result.StoppedEarly,
        };
        File.WriteAllText(Path.Combine(context.OutputFolder, OutcomeFile), JsonSerializer.Serialize(kept, JsonLines.Indented) + "\n");
    }
}
