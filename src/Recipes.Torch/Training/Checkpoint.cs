using System.Text.Json;
using Recipes.Core;
using Recipes.Torch.Files;
using Recipes.Torch.Models;

namespace Recipes.Torch.Training;

/// <summary>What a run needs to go on, as files: a folder per checkpoint, there whole or not at all.</summary>
internal sealed class Checkpoint(string folder, string run)
{
    private const string TensorsName = "state.safetensors";
    private const string MomentsName = "moments.bin";
    private const string StateName = "state.json";
    private const string LinesName = "training.jsonl";

    /// <summary>Writes the state after a step and removes what no run will read any more.</summary>
    public void Save(TrainingProgress progress, FlatWeights weights, AdamW optimizer)
    {
        var unfinished = Path.Combine(folder, "unfinished");
        Remove(unfinished);
        Directory.CreateDirectory(unfinished);
        SafetensorsWriter.Write(Path.Combine(unfinished, TensorsName), weights.Truth);
        using (var stream = new FileStream(Path.Combine(unfinished, MomentsName), FileMode.Create, FileAccess.Write))
        {
            optimizer.Moments.Write(stream);
            stream.Flush(flushToDisk: true);
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

        foreach (var older in BestFiles().Where(other => other != BestFile(progress.BestStep)))
        {
            File.Delete(older);
        }
    }

    /// <summary>Keeps the weights of the best step so far, in a file: no memory is taken for them. Older ones stay until the
    /// next checkpoint, for the last one may name them.</summary>
    public void SaveBest(int step, FlatWeights weights)
    {
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(BestFile(step), weights.Truth);
    }

    /// <summary>Reads them back.</summary>
    public void LoadBest(int step, FlatWeights weights) => ReadInto(BestFile(step), weights);

    /// <summary>Reads the last whole checkpoint of this run into the tensors; a new progress where there is
    /// none.</summary>
    /// <param name="weights">Filled.</param>
    /// <param name="optimizer">Filled.</param>
    public TrainingProgress Load(FlatWeights weights, AdamW optimizer)
    {
        foreach (var path in Folders().OrderDescending(StringComparer.Ordinal))
        {
            var state = JsonSerializer.Deserialize<State>(File.ReadAllText(Path.Combine(path, StateName)), JsonLines.Options);
            if (state?.Run != run || (state.BestStep > 0 && !File.Exists(BestFile(state.BestStep))))
            {
                continue;
            }

            ReadInto(Path.Combine(path, TensorsName), weights);
            using var stream = File.OpenRead(Path.Combine(path, MomentsName));
            optimizer.Moments.Read(stream);
            return Progress(state, path);
        }

        return new();
    }

    /// <summary>Removes every checkpoint, also of other runs.</summary>
    public void Clear()
    {
        Remove(Path.Combine(folder, "unfinished"));
        foreach (var path in Folders())
        {
            Remove(path);
        }

        foreach (var path in BestFiles())
        {
            File.Delete(path);
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

    private static void ReadInto(string path, FlatWeights weights)
    {
        using var file = new TensorFile(path);
        foreach (var (name, values) in weights.Truth)
        {
            file.ReadInto(name, values);
        }

        weights.Renew();
    }

    private static string Name(int step) => "step-" + step.ToString("D9", CultureInfo.InvariantCulture);

    private string BestFile(int step) => Path.Combine(folder, $"best-{Name(step)}.safetensors");

    private List<string> BestFiles() => Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "best-*")] : [];

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
