using System.Text.Json;
using Recipes.Testing;
using Recipes.Torch;
using Recipes.Torch.Models;
using Recipes.Torch.Training;

namespace Recipes.Benchmarks.Training;

/// <summary>The estimate of training memory beside what a process really took, each configuration in its own.</summary>
/// <remarks>Budget: within 15 %. Measured is the peak of the whole process.</remarks>
internal static class TrainingMemory
{
    private const int Steps = 3;
    private static readonly string[] _precisions = ["float32", "bf16"];

    /// <param name="words">Nothing → all; names of shapes, methods or precisions → those alone;
    /// <c>worker SHAPE METHOD PRECISION TOKENS FOLDER</c> → one run in this process.</param>
    public static void Run(string[] words)
    {
        if (words is ["worker", var shapeName, var methodName, var precisionName, var tokens, var folder])
        {
            Work(Shape.Of(shapeName), Enum.Parse<TrainingMethod>(methodName), precisionName, int.Parse(tokens, CultureInfo.InvariantCulture), folder);
            return;
        }

        TorchRuntime.EnsureLoaded();
        using var temporary = new TemporaryFolder();
        Console.WriteLine("shape  method  precision  tokens   measured   estimate   off");
        foreach (var shape in Shape.All.Where(shape => Wanted(words, Shape.All.Select(s => s.Name), shape.Name)))
        {
            var baseFolder = Path.Combine(temporary.Path, shape.Name);
            NewModel.Create(shape.Config, RunData.Seed, baseFolder);
            foreach (var method in Enum.GetNames<TrainingMethod>().Where(m => m != "Pretrain" && Wanted(words, Enum.GetNames<TrainingMethod>(), m)))
            {
                foreach (var precision in _precisions.Where(p => Wanted(words, _precisions, p)))
                {
                    Compare(shape, method, precision, shape.Name == "135M" && method != "Full" ? 3000 : 2048, baseFolder);
                }
            }
        }
    }

    private static bool Wanted(string[] words, IEnumerable<string> all, string one) => !words.Any(all.Contains) || words.Contains(one);

    private static void Compare(Shape shape, string method, string precision, int tokens, string baseFolder)
    {
        var output = Calls.Output(Environment.ProcessPath!,
            [.. TrainingSpeed.Own(), "training-memory", "worker", shape.Name, method, precision, tokens.ToString(CultureInfo.InvariantCulture), baseFolder]);
        var (measured, estimate) = JsonSerializer.Deserialize<long[]>(output.Split('\n').Last(line => line.StartsWith('['))) switch
        {
            [var first, var second] => (first, second),
            _ => throw new InvalidDataException(output),
        };
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{shape.Name,-6} {method,-6}  {precision,-8} {tokens,7}  {measured / 1048576.0,6:0} MiB {estimate / 1048576.0,6:0} MiB  {(double)estimate / measured - 1:+0%;-0%}"));
    }

    private static void Work(Shape shape, TrainingMethod method, string precisionName, int tokens, string baseFolder)
    {
        var precision = Precisions.Of(precisionName);
        TorchRuntime.SetThreads(Environment.ProcessorCount);
        var data = RunData.Make();
        using var folder = new TemporaryFolder();
        var run = shape with { Method = method, TokensPerStep = tokens, Steps = Steps };
        OwnTraining.Run(run, precision, baseFolder, folder.Path, data, Environment.ProcessorCount);
        var estimate = MemoryEstimate.Of(shape.Config, MemoryPlan.Of(
            OwnTraining.Spec(run, precision, Environment.ProcessorCount), data.Train.Max(row => row.Ids.Length)));
        Console.WriteLine(JsonSerializer.Serialize(new[] { Memory.PeakBytes(), estimate.TotalBytes }));
    }
}
