namespace Recipes.Testing;

/// <summary>The folder of Recipes.sln above the running test.</summary>
public static class RepositoryRoot
{
    /// <summary>Absolute path without a trailing separator.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Recipes.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Recipes.sln is not above " + AppContext.BaseDirectory);
    }
}
