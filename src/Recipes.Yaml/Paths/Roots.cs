namespace Recipes.Yaml.Paths;

/// <summary>The folders below which a recipe may name files.</summary>
internal sealed class Roots
{
    private readonly IReadOnlyList<string> _folders;
    private readonly Dictionary<string, string?> _realFolders = new(StringComparer.Ordinal);

    private Roots(string top, IReadOnlyList<string> folders)
    {
        Top = top;
        _folders = folders;
    }

    /// <summary>The nearest folder with <c>.git</c> at or above the recipe's folder, else that folder; links
    /// resolved.</summary>
    public string Top { get; }

    /// <param name="recipeFolder">Absolute.</param>
    /// <param name="allowed">Further folders, from the command line.</param>
    public static Roots Of(string recipeFolder, IEnumerable<string> allowed)
    {
        var folder = RealPath.Of(recipeFolder) ?? recipeFolder;
        var top = folder;
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Path.Exists(Path.Combine(at, ".git")))
            {
                top = at;
                break;
            }
        }

        return new(top, [top, .. allowed.Select(a => RealPath.Of(a)).OfType<string>()]);
    }

    /// <summary>True where the path, links followed, lies at or below one of the folders.</summary>
    public bool Hold(string path) => RealPath.Of(path) is { } real && _folders.Any(f => IsWithin(real, f));

    /// <summary>The same for an entry of a listed folder: the folder is resolved once, the entry only where it is a
    /// link.</summary>
    public bool HoldEntry(string folder, string name, bool isLink)
    {
        if (isLink)
        {
            return Hold(Path.Combine(folder, name));
        }

        if (!_realFolders.TryGetValue(folder, out var real))
        {
            _realFolders[folder] = real = RealPath.Of(folder);
        }

        return real is not null && _folders.Any(f => IsWithin(real, f));
    }

    /// <summary>True where both paths are absolute and the first is the second or lies below it.</summary>
    public static bool IsWithin(string path, string folder)
    {
        var prefix = Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;
        return path == Path.TrimEndingDirectorySeparator(folder) || path.StartsWith(prefix, StringComparison.Ordinal);
    }
}
