namespace Recipes.Yaml;

/// <summary>What the host knows and the recipe may not say.</summary>
public sealed record ReaderOptions
{
    /// <summary>Absolute folder of the tool; <c>recipes/general</c> and <c>recipes/general-evaluation</c> below it
    /// hold the sets that <c>mix.general</c> and <c>evaluate.general</c> default to.</summary>
    public required string ToolFolder { get; init; }

    /// <summary>Problems name files relative to it, where they lie below it. Default: the process's current
    /// folder.</summary>
    public string WorkingFolder { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>Folders of <c>--allow</c>: files below them may be named, besides those below the recipe's git top
    /// level.</summary>
    public IReadOnlyList<string> AllowedFolders { get; init; } = [];

    /// <summary>Folder of the cache, into which the files of a base folder may be links; null for none.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>The inputs that the target reads: a missing one is a problem, any other a warning. Default:
    /// all.</summary>
    public RecipeInputs Needed { get; init; } = RecipeInputs.All;
}
