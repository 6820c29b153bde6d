using Recipes.Core;
using Recipes.Documents.Workers;

namespace Recipes.Stages;

/// <summary>What the command line and the machine give to a session.</summary>
public sealed record SessionOptions
{
    /// <summary>Path of recipe.yaml.</summary>
    public required string RecipeFile { get; init; }

    /// <summary><c>key.path=value</c>, in order.</summary>
    public required IReadOnlyList<string> Sets { get; init; }

    /// <summary>What will be run; decides which of the recipe's files must be there. Empty: all of them.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>The tool's own folder, for the sets shipped with it.</summary>
    public required string ToolFolder { get; init; }

    /// <summary>The store.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Further folders that a recipe may name.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>cpu, cuda:N or mps.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads of tensor operations; part of the numeric class.</summary>
    public required int Threads { get; init; }

    /// <summary>Compare with recipe.lock.</summary>
    public bool Locked { get; init; }

    /// <summary>Write recipe.lock.</summary>
    public bool UpdateLock { get; init; }

    /// <summary>No network, whatever the recipe names.</summary>
    public bool Offline { get; init; }

    /// <summary>native or portable.</summary>
    public string Numeric { get; init; } = "native";

    /// <summary>What was measured once in the host.</summary>
    public required MachineFacts Machine { get; init; }

    /// <summary>Names this run in explanations: time and command line.</summary>
    public string ProcessDescription { get; init; } = "";

    /// <summary>Starts a process that reads documents; null to read them in this one.</summary>
    public WorkerCommand? DocumentWorker { get; init; }

    /// <summary>Takes events from any thread.</summary>
    public required Action<RunEvent> Emit { get; init; }

    /// <summary>The facts that change results.</summary>
    internal PipelineFacts Facts()
    {
        var precision = Machine.BFloat16 && Numeric == "native" ? "bf16" : "float32";
        return new PipelineFacts { MemoryBytes = Machine.MemoryBytes, Precision = precision, Threads = Threads, Numeric = Numeric, Device = Device };
    }
}

/// <summary>Facts of this machine, measured once in the host.</summary>
public sealed record MachineFacts
{
    /// <summary>Processors that the process may use.</summary>
    public required int Processors { get; init; }

    /// <summary>Memory of the machine or of the process's limit, bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>True where the hardware computes bf16.</summary>
    public required bool BFloat16 { get; init; }

    /// <summary>The processor's name.</summary>
    public string Cpu { get; init; } = "";
}

/// <summary>What became of a target.</summary>
/// <param name="Target">Its name.</param>
/// <param name="State">Ran, Restored or Up to date.</param>
/// <param name="Reason">Why it ran; empty where it did not.</param>
/// <param name="Seconds">Wall-clock time.</param>
public sealed record SessionOutcome(string Target, string State, string Reason, double Seconds);

/// <summary>What Evaluate found, for the terminal.</summary>
/// <param name="Outcome">passed, failed or cannot-tell.</param>
/// <param name="Passed">Whether the process may exit with 0.</param>
/// <param name="Selected">The method whose model was scored.</param>
/// <param name="Lines">The verdict table.</param>
public sealed record Verdict(string Outcome, bool Passed, string Selected, IReadOnlyList<string> Lines);
