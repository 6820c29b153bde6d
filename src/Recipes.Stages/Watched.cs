using Recipes.Core;

namespace Recipes.Stages;

/// <summary>The files and folders whose stat decides whether a rerun has anything to do.</summary>
internal static class Watched
{
    public static IReadOnlyList<string> Paths(Recipe recipe, SessionOptions options, string outFolder)
    {
        var sets = recipe.Mix.General.Concat(recipe.Evaluate.General).Concat(recipe.Evaluate.Domain).ToList();
        var files = recipe.Sources.SelectMany(s => s.Matches)
            .Concat(sets)
            .Append(recipe.File)
            .Concat(options.Locked ? [Path.Combine(recipe.Folder, "recipe.lock")] : []);

        // A new file that a glob matches, or that a model folder gains, moves the time of its folder.
        var folders = sets.Select(f => Path.GetDirectoryName(f) ?? "/")
            .Concat(recipe.Sources.SelectMany(s => FoldersOf(recipe, s.Files ?? s.Pairs ?? "")))
            .Concat(recipe.Base.Folder is { } model ? [model] : []);
        return files.Concat(folders).Concat(Below(recipe.Base.Folder)).Concat(Below(outFolder))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
    }

    /// <summary>Every folder in which a file could match: the glob's fixed beginning and all below it.</summary>
    private static IEnumerable<string> FoldersOf(Recipe recipe, string glob)
    {
        var literal = glob.Split('/').TakeWhile(part => part.IndexOfAny(['*', '?']) < 0).ToList();
        var root = Path.GetFullPath(Path.Combine([recipe.Folder, .. literal]));
        return Directory.Exists(root) ? Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).Prepend(root) : [];
    }

    private static IEnumerable<string> Below(string? folder) =>
        folder is not null && Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories) : [];
}
