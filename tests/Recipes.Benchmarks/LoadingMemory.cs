using System.Diagnostics;
using Recipes.Testing;
using Recipes.Torch;
using Recipes.Torch.Models;

namespace Recipes.Benchmarks;

/// <summary>The most memory while SmolLM2 is loaded, beside what the model takes.</summary>
/// <remarks>Budget: 1.1 times. The kernel's mark (VmHWM) is set back just before; what the process has by then is taken
/// away. A small model is loaded before, so that the pages of libtorch's own code are not counted as the model's.</remarks>
internal static class LoadingMemory
{
    public static void Run()
    {
        var folder = Path.Combine(Path.GetTempPath(), "recipes-expanded", "smollm2-135m-instruct");
        foreach (var precision in Enum.GetValues<Precision>())
        {
            Model.Load(Path.Combine(RepositoryRoot.Path, "recipes", "nano", "model"), precision).Dispose();
        }

        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5");
        var before = Mark(); // once: what the first model leaves to the allocator is the second's
        foreach (var precision in new[] { Precision.BFloat16, Precision.Float32 })
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
            var watch = Stopwatch.StartNew();
            using var model = Model.Load(folder, precision);
            var seconds = watch.Elapsed.TotalSeconds;
            var bytes = model.Config.Parameters * (precision == Precision.BFloat16 ? 2 : 4);
            var peak = Mark() - before;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{precision.Word(),-8} model {bytes / 1e6:0} MB, peak while loading {peak / 1e6:0} MB: {(double)peak / bytes:0.00}x, {seconds:0.00} s"));
        }
    }

    private static long Mark() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture);
}
