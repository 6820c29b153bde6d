namespace Recipes.Benchmarks.Training;

/// <summary>What one run in its own process showed.</summary>
internal sealed record Measured(
    double TokensPerSecond, long PeakBytes, double ValidationLoss, double FirstLoss, double LastLoss, double LeastNorm)
{
    public bool Learns => LastLoss < FirstLoss && LeastNorm > 0;
}

/// <summary>Rows and constants that every variant shares.</summary>
internal sealed record RunData(IReadOnlyList<Recipes.Torch.Training.TokenRow> Train, IReadOnlyList<Recipes.Torch.Training.TokenRow> Validation)
{
    public const int Seed = 42;

    public static RunData Make() => new(RaggedRows.Make(4000, 1), RaggedRows.Make(20, 2));

    /// <summary>Steps before the clock starts: code is compiled and memory taken.</summary>
    public static int WarmSteps(Shape shape) => Math.Max(1, shape.Steps / 10);
}

/// <summary>Memory of this process, from Linux.</summary>
internal static class Memory
{
    /// <summary>The most it ever held.</summary>
    public static long PeakBytes() => Kilobytes("VmHWM:") * 1024;

    private static long Kilobytes(string name) => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
