using System.Diagnostics;
using Recipes.Core;
using Recipes.Torch;
using Recipes.Torch.Training;

namespace Recipes.Benchmarks.Training;

/// <summary>The product's own loop.</summary>
internal static class OwnTraining
{
    public static Measured Run(Shape shape, Precision precision, string baseFolder, string folder, RunData data, int threads)
    {
        var job = new TrainingJob
        {
            Spec = Spec(shape, precision, threads),
            BaseFolder = baseFolder,
            Train = data.Train,
            Validation = data.Validation,
            CheckpointFolder = Path.Combine(folder, "checkpoint"),
            ModelFolder = Path.Combine(folder, "model"),
            LogFile = Path.Combine(folder, "training.jsonl"),
        };
        var watch = Stopwatch.StartNew();
        var seen = new List<(int Step, double Seconds)>();
        TrainingLoop.Run(
            job,
            e =>
            {
                if (e is ProgressEvent progress && progress.Done < shape.Steps)
                {
                    seen.Add(((int)progress.Done, watch.Elapsed.TotalSeconds));
                }
                else if (e is NoteEvent or WarningEvent)
                {
                    Console.Error.WriteLine(e);
                }
            },
            CancellationToken.None);
        var steps = JsonLines.Read<TrainingLine>(job.LogFile).ToList();
        var train = steps.Where(line => line.IsStep).ToList();
        var first = seen.FirstOrDefault(one => one.Step >= RunData.WarmSteps(shape));
        var last = seen.LastOrDefault();
        var tokens = train.Where(line => line.Step > first.Step && line.Step <= last.Step).Sum(line => (long)line.Tokens);
        return new(
            tokens / (last.Seconds - first.Seconds), Memory.PeakBytes(), steps.Last(line => !line.IsStep).ValidationLoss ?? double.NaN,
            train[0].Loss ?? 0, train[^1].Loss ?? 0, train.Min(line => line.GradientNorm ?? 0));
    }

    /// <summary>The run of a shape, as a recipe would have it.</summary>
    public static TrainingSpec Spec(Shape shape, Precision precision, int threads) => new()
    {
        Method = shape.Method,
        Steps = shape.Steps,
        TokensPerStep = shape.TokensPerStep,
        TokensAtOnce = TrainingSpec.DefaultTokensAtOnce(shape.Method, shape.Config.Parameters),
        Context = 1024,
        LearningRate = shape.Rate,
        Precision = precision,
        Threads = threads,
        Seed = RunData.Seed,
        ValidationShare = 1,
        Lora = shape.Lora,
    };
}
