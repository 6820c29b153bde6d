using Recipes.Core;

namespace Recipes.Engine;

/// <summary>What a stage may use besides its spec and its input.</summary>
public sealed record StageContext
{
    /// <summary>The node that runs, such as <c>train/lora</c>; events carry it.</summary>
    public required string Node { get; init; }

    /// <summary>An empty folder. A stage that makes large files writes them here; what lies in it after the format has
    /// written is the node's output.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>A folder of this key alone: what is written here survives <c>kill -9</c> and cancellation, and is
    /// deleted once the node succeeded.</summary>
    public required string CheckpointFolder { get; init; }

    /// <summary>Takes events from any thread.</summary>
    public required Action<RunEvent> Emit { get; init; }

    /// <summary>Cancelled when the user stops the build.</summary>
    public CancellationToken Cancellation { get; init; }
}
