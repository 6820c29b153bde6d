using System.Text.Json;
using Recipes.Core;
using Recipes.Torch.Files;
using Recipes.Torch.Models;
using static TorchSharp.torch;

namespace Recipes.Torch.Training;

/// <summary>What a run needs to go on, as files: a folder per checkpoint, there whole or not at all.</summary>
internal sealed class Checkpoint(string folder, string run)
{
    private const string TensorsName = "state.safetensors";
    private const string StateName = "state.json";
    private const string LinesName = "training.jsonl";
    private const string BestName = "best.safetensors";

    /// <summary>Writes the state after a step and removes older checkpoints.</summary>
    public void Save(TrainingProgress progress, FlatWeights weights, AdamW optimizer, Tensor? best)
    {
        var unfinished = Path.Combine(folder, "unfinished");
        Remove(unfinished);
        Directory.CreateDirectory(unfinished);
        SafetensorsWriter.Write(
            Path.Combine(unfinished, TensorsName),
            [("values", weights.Master!), ("mean", optimizer.Mean), ("square", optimizer.Square)]); // trained: it has a master
        if (best is not null)
        {
            SafetensorsWriter.Write(Path.Combine(unfinished, BestName), [("values", best)]);
        }

        JsonLines.Write(Path.Combine(unfinished, LinesName), progress.Lines);
        var state = new State(run, progress.Step, progress.BestStep, progress.BestLoss, progress.Waited, progress.StoppedEarly);
        File.WriteAllText(Path.Combine(unfinished, StateName), JsonSerializer.Serialize(state, JsonLines.Options));
        var final = Path.Combine(folder, Name(progress.Step));
        Remove(final);
        Directory.Move(unfinished, final);
        foreach (var older in Folders().Where(other => other != final))
        {
            Remove(older);
        }
    }

    /// <summary>Reads the last whole checkpoint of this run into the tensors; a new progress where there is
    /// none.</summary>
    /// <param name="weights">Filled.</param>
    /// <param name="optimizer">Filled.</param>
    /// <returns>The best weights so far are owned by the caller; null where there are none.</returns>
    public (TrainingProgress Progress, Tensor? Best) Load(FlatWeights weights, AdamW optimizer)
    {
        foreach (var path in Folders().OrderDescending(StringComparer.Ordinal))
        {
            var state = JsonSerializer.Deserialize<State>(File.ReadAllText(Path.Combine(path, StateName)), JsonLines.Options);
            if (state?.Run != run)
            {
                continue;
            }

            using var file = new TensorFile(Path.Combine(path, TensorsName));
            file.ReadInto("values", weights.Master!);
            file.ReadInto("mean", optimizer.Mean);
            file.ReadInto("square", optimizer.Square);
            weights.Renew();
            return (Progress(state, path), Best(path));
        }

        return (new(), null);
    }

    /// <summary>Removes every checkpoint, also of other runs.</summary>
    public void Clear()
    {
        Remove(Path.Combine(folder, "unfinished"));
        foreach (var path in Folders())
        {
            Remove(path);
        }
    }

    private static TrainingProgress Progress(State state, string path) => new()
    {
        Step = state.Step,
        BestStep = state.BestStep,
        BestLoss = state.BestLoss,
        Waited = state.Waited,
        StoppedEarly = state.StoppedEarly,
        Lines = [.. JsonLines.Read<TrainingLine>(Path.Combine(path, LinesName))],
    };

    private static Tensor? Best(string path)
    {
        if (!File.Exists(Path.Combine(path, BestName)))
        {
            return null;
        }

        using var file = new TensorFile(Path.Combine(path, BestName));
        return file.Read("values").DetachFromDisposeScope();
    }

    private static string Name(int step) => "step-" + step.ToString("D9", CultureInfo.InvariantCulture);

    private List<string> Folders() => Directory.Exists(folder) ? [.. Directory.GetDirectories(folder, "step-*")] : [];

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private sealed record State(string Run, int Step, int BestStep, double? BestLoss, int Waited, bool StoppedEarly);
}
