using Recipes.Core;

namespace Recipes.Engine;

/// <summary>Where a builder keeps and publishes things.</summary>
public sealed record BuilderOptions
{
    /// <summary>The store; made where absent. Any number of builders may share it at once.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Where <see cref="Graph.Publish"/> puts files.</summary>
    public required string OutFolder { get; init; }

    /// <summary>Names the recipe in the history that Explain reads; no part of any key.</summary>
    public required string RecipeId { get; init; }

    /// <summary>Takes events from any thread.</summary>
    public required Action<RunEvent> Emit { get; init; }

    /// <summary>Names this run for Explain and for builders that wait: time and command line, one line.</summary>
    public string ProcessDescription { get; init; } = "";

    /// <summary>Compare with <see cref="LockFile"/> while running: a difference ends the run.</summary>
    public bool Locked { get; init; }

    /// <summary>Path of recipe.lock; null where there is none.</summary>
    public string? LockFile { get; init; }
}
