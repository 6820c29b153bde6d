namespace Recipes.Testing;

/// <summary>The reference data that no one here made: numbers of other programs, listed and never named.</summary>
public static class ReferenceData
{
    /// <summary>The data folder: <c>$RECIPES_DATA</c>, else <c>../shared/data</c> beside the checkout; null where absent.</summary>
    public static string? Root { get; } = FindRoot();

    /// <summary>Subfolders of one kind in ordinal order; empty where the data is absent.</summary>
    /// <param name="kind">For example <c>models</c> or <c>tokenizers</c>.</param>
    public static IReadOnlyList<string> Folders(string kind) =>
        Root is null || !Directory.Exists(Path.Combine(Root, kind))
            ? []
            : Directory.GetDirectories(Path.Combine(Root, kind)).Order(StringComparer.Ordinal).ToList();

    /// <summary>The path of a file or folder under the root, or null where it is absent.</summary>
    public static string? Find(params string[] parts)
    {
        if (Root is null)
        {
            return null;
        }

        var path = Path.Combine([Root, .. parts]);
        return Path.Exists(path) ? path : null;
    }

    private static string? FindRoot()
    {
        if (Environment.GetEnvironmentVariable("RECIPES_DATA") is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? Path.GetFullPath(named) : null;
        }

        var beside = Path.Combine(RepositoryRoot.Path, "..", "shared", "data");
        return Directory.Exists(beside) ? Path.GetFullPath(beside) : null;
    }
}
