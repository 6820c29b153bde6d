using System.Diagnostics;
using System.Text.Json;
using Recipes.Testing;
using Recipes.Torch;
using Recipes.Torch.Models;
using static TorchSharp.torch;

namespace Recipes.Benchmarks.Training;

/// <summary>Training beside the plain way on the same libtorch: the library's modules, autograd and AdamW, rows padded to
/// the longest (and grouped by length), all logits.</summary>
/// <remarks>Budget (design, section 10): 2 times the real tokens per second, 1.2 times beside grouped batches, 0.4 times the
/// peak memory at equal tokens per step, validation loss within 1 %. Each run has its own process; weights, rows, tokens per
/// step, precision, threads and allocator settings are equal.</remarks>
internal static class TrainingSpeed
{
    private static readonly string[] _variants = ["own", "padded", "grouped"];

    /// <param name="words">Nothing → all shapes and precisions; names of shapes, precisions or variants → those alone;
    /// <c>worker SHAPE PRECISION VARIANT FOLDER</c> → one run in this process.</param>
    public static void Run(string[] words)
    {
        if (words is ["worker", var shapeName, var precisionName, var variant, var folder])
        {
            Console.WriteLine(JsonSerializer.Serialize(Work(Shape.Of(shapeName), precisionName, variant, folder)));
            return;
        }

        TorchRuntime.EnsureLoaded();
        using var temporary = new TemporaryFolder();
        Console.WriteLine($"load {File.ReadAllText("/proc/loadavg").Trim()}, {Environment.ProcessorCount} threads");
        foreach (var shape in Shape.All.Where(shape => Wanted(words, Shape.All.Select(s => s.Name), shape.Name)))
        {
            var baseFolder = Path.Combine(temporary.Path, shape.Name);
            NewModel.Create(shape.Config, RunData.Seed, baseFolder);
            foreach (var precision in new[] { "float32", "bf16" }.Where(p => Wanted(words, ["float32", "bf16"], p)))
            {
                Compare(shape, precision, baseFolder, [.. _variants.Where(v => Wanted(words, _variants, v))]);
            }
        }
    }

    private static bool Wanted(string[] words, IEnumerable<string> all, string one) => !words.Any(all.Contains) || words.Contains(one);

    private static void Compare(Shape shape, string precision, string baseFolder, string[] variants)
    {
        Console.WriteLine($"{shape.Name} {shape.Method}, {shape.TokensPerStep} tokens a step, {precision}: {shape.Config.Parameters / 1e6:0.0}M weights");
        var results = new Dictionary<string, Measured>(StringComparer.Ordinal);
        foreach (var variant in variants)
        {
            var output = Calls.Output(Environment.ProcessPath!, [.. Own(), "training", "worker", shape.Name, precision, variant, baseFolder]);
            var one = JsonSerializer.Deserialize<Measured>(output.Split('\n').Last(line => line.StartsWith('{')))!;
            results[variant] = one;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {variant,-8} {one.TokensPerSecond,7:0} tokens/s  peak {one.PeakBytes / 1048576.0,7:0} MiB  validation {one.ValidationLoss:0.0000}  loss {one.FirstLoss:0.000} → {one.LastLoss:0.000}  least gradient {one.LeastNorm:0.0e0}{(one.Learns ? "" : "  DOES NOT LEARN")}"));
        }

        if (!results.TryGetValue("own", out var own))
        {
            return;
        }

        foreach (var (variant, other) in results.Where(pair => pair.Key != "own"))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  beside {variant,-8} {own.TokensPerSecond / other.TokensPerSecond:0.00}x speed, {(double)own.PeakBytes / other.PeakBytes:0.00}x memory, validation loss {own.ValidationLoss / other.ValidationLoss - 1:+0.00%;-0.00%}"));
        }

        var limit = Gemm(precision == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32, shape) / shape.OperationsPerToken(0.5);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  the products alone would allow {limit:0} tokens/s: {own.TokensPerSecond / limit:P0} reached"));
    }

    /// <summary>Operations per second of this shape's widest product, by as many threads as training uses, each with its
    /// own.</summary>
    private static double Gemm(ScalarType precision, Shape shape)
    {
        var threads = Environment.ProcessorCount;
        double total = 0;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            using var scope = NewDisposeScope();
            set_num_threads(1);
            var a = randn([512, shape.Config.Hidden]).to(precision);
            var b = randn([2 * shape.Config.Intermediate, shape.Config.Hidden]).to(precision);
            var operations = 2.0 * 512 * shape.Config.Hidden * 2 * shape.Config.Intermediate;
            var watch = Stopwatch.StartNew();
            var best = double.MaxValue;
            for (var round = 0; watch.ElapsedMilliseconds < 1000 || round < 5; round++)
            {
                var before = watch.Elapsed.TotalSeconds;
                nn.functional.linear(a, b).Dispose();
                best = Math.Min(best, watch.Elapsed.TotalSeconds - before);
            }

            lock (_variants)
            {
                total += operations / best;
            }
        });
        return total;
    }

    private static Measured Work(Shape shape, string precisionName, string variant, string baseFolder)
    {
        var precision = Precisions.Of(precisionName);
        TorchRuntime.SetThreads(Environment.ProcessorCount);
        var data = RunData.Make();
        using var folder = new TemporaryFolder();
        return variant == "own"
            ? OwnTraining.Run(shape, precision, baseFolder, folder.Path, data, Environment.ProcessorCount)
            : PlainTraining.Run(shape, precision, baseFolder, data, isGrouped: variant == "grouped");
    }

    /// <summary>The words that start this program again.</summary>
    public static string[] Own() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? [typeof(TrainingSpeed).Assembly.Location] : [];
}
