namespace Recipes.Build.Hosting;

/// <summary>Where the tool, the recipe and the store lie.</summary>
/// <remarks>Found before anything else of the host, also where nothing is to do.</remarks>
internal sealed class Places
{
    private Places(string toolFolder, string recipeFile, string cacheFolder)
    {
        ToolFolder = toolFolder;
        RecipeFile = recipeFile;
        CacheFolder = cacheFolder;
    }

    /// <summary>The folder of Recipes.sln.</summary>
    public string ToolFolder { get; }

    /// <summary>Absolute path of recipe.yaml; it may not exist.</summary>
    public string RecipeFile { get; }

    /// <summary>The store.</summary>
    public string CacheFolder { get; }

    /// <summary>A recipe is a name below recipes/ of the tool, or a path relative to the working directory.</summary>
    public static Places Of(CommandLine line)
    {
        var tool = FindTool();
        var recipe = line.Value("recipe") ?? "quickstart";
        var isPath = recipe.Contains('/', StringComparison.Ordinal) || recipe.Contains('\\', StringComparison.Ordinal)
            || recipe.EndsWith(".yaml", StringComparison.Ordinal) || recipe.EndsWith(".yml", StringComparison.Ordinal)
            || recipe is "." or "..";
        var file = isPath ? Path.GetFullPath(recipe) : Path.Combine(tool, "recipes", recipe, "recipe.yaml");
        if (isPath && Directory.Exists(file))
        {
            file = Path.Combine(file, "recipe.yaml");
        }

        return new(tool, file, Path.GetFullPath(line.Value("cache") ?? Path.Combine(tool, "cache")));
    }

    private static string FindTool()
    {
        var folder = AppContext.BaseDirectory;
        for (var above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            if (File.Exists(Path.Combine(above, "Recipes.sln")))
            {
                return above;
            }
        }

        throw new InvalidOperationException("Recipes.sln is not above " + folder);
    }
}
