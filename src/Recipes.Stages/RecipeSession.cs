using Recipes.Core;

namespace Recipes.Stages;

/// <summary>What one call of the tool asks for.</summary>
public sealed record SessionOptions
{
    /// <summary>Absolute path of recipe.yaml.</summary>
    public required string RecipeFile { get; init; }

    /// <summary><c>key.path=value</c>, in the order given.</summary>
    public required IReadOnlyList<string> Sets { get; init; }

    /// <summary>The folder of the tool: where Recipes.sln is.</summary>
    public required string ToolFolder { get; init; }

    /// <summary>The store; absolute.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Folders outside the recipe's repository that it may name.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>cpu, cuda:N or mps.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads of the kernels.</summary>
    public int Threads { get; init; }

    /// <summary>Outputs must equal recipe.lock.</summary>
    public bool Locked { get; init; }

    /// <summary>recipe.lock is written.</summary>
    public bool UpdateLock { get; init; }

    /// <summary>No network at all.</summary>
    public bool Offline { get; init; }

    /// <summary>native or portable.</summary>
    public string Numeric { get; init; } = "native";

    /// <summary>What was measured of this machine.</summary>
    public required MachineFacts Machine { get; init; }

    /// <summary>Receives what happens, from any thread.</summary>
    public required Action<RunEvent> Emit { get; init; }
}

/// <summary>Measured once, in build/.</summary>
public sealed record MachineFacts
{
    /// <summary>Processors this process may use.</summary>
    public required int Processors { get; init; }

    /// <summary>Memory this process may use.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Whether the processor multiplies bf16.</summary>
    public required bool BFloat16 { get; init; }

    /// <summary>The processor's own name.</summary>
    public required string Cpu { get; init; }
}

/// <summary>What became of one target.</summary>
public sealed record SessionOutcome(string Target, string State, string Reason, double Seconds);

/// <summary>The verdict of Evaluate.</summary>
/// <param name="State">passed, failed or cannot-tell.</param>
/// <param name="Fails">True where the process must exit 1.</param>
/// <param name="Lines">The table to print.</param>
public sealed record Verdict(string State, bool Fails, IReadOnlyList<string> Lines);

/// <summary>Placeholder of this branch.</summary>
public sealed class RecipeSession : IDisposable
{
    private readonly SessionOptions _options;

    private RecipeSession(SessionOptions options) => _options = options;

    /// <summary>Name.</summary>
    public string Name => Path.GetFileName(Path.GetDirectoryName(_options.RecipeFile)!);

    /// <summary>Out.</summary>
    public string OutFolder => Path.Combine(Path.GetDirectoryName(_options.RecipeFile)!, "out");

    /// <summary>Watched.</summary>
    public IReadOnlyList<string> WatchedPaths =>
        [_options.RecipeFile, Path.GetDirectoryName(_options.RecipeFile)!, .. Directory.Exists(OutFolder) ? Directory.GetFiles(OutFolder) : []];

    /// <summary>Verdict.</summary>
    public Verdict? Verdict { get; private set; }

    /// <summary>Open.</summary>
    public static RecipeSession Open(SessionOptions options) => new(options);

    /// <summary>Schema.</summary>
    public static string Schema() => "{}";

    /// <summary>Run.</summary>
    public SessionOutcome Run(string target, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var file = Path.Combine(OutFolder, target + ".txt");
        if (target == "Evaluate")
        {
            var fails = File.ReadAllText(_options.RecipeFile).Contains("gate", StringComparison.Ordinal);
            Verdict = new(fails ? "failed" : "passed", fails, ["gate domain >= 0.60   " + (fails ? "failed" : "passed")]);
        }

        if (File.Exists(file) && File.GetLastWriteTimeUtc(file) > File.GetLastWriteTimeUtc(_options.RecipeFile))
        {
            return new(target, "Up to date", "", 0);
        }

        for (var i = 0; i < 30 && File.ReadAllText(_options.RecipeFile).Contains("slow", StringComparison.Ordinal); i++)
        {
            Thread.Sleep(100);
            ct.ThrowIfCancellationRequested();
            _options.Emit(new ProgressEvent(i, 30, "step", "loss 1.25") { Node = target });
        }

        if (File.ReadAllText(_options.RecipeFile).Contains("bug", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("a bug");
        }

        File.WriteAllText(file, "x");
        return new(target, "Ran", "recipe.yaml changed", 0.1);
    }

    /// <summary>Report.</summary>
    public void WriteRunReport() => File.WriteAllText(Path.Combine(OutFolder, "run.html"), "x");

    /// <summary>Explain.</summary>
    public IReadOnlyList<string> Explain() => [Name + ": first run"];

    /// <summary>Clean.</summary>
    public void Clean() => Directory.Delete(OutFolder, true);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
