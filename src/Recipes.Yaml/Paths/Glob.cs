namespace Recipes.Yaml.Paths;

/// <summary>Finds the files of a pattern: <c>*</c> and <c>?</c> within a name, <c>**</c> for any folders.</summary>
/// <remarks>Hidden names (<c>.x</c>) match only a pattern part that begins with a dot, Office's lock files (<c>~$x</c>)
/// never; wildcards stay out of the recipe's own <c>out/</c>, and <c>**</c> does not follow links to folders, so it
/// ends. Nothing outside the roots is listed.</remarks>
internal sealed class Glob(string recipeFolder, Roots roots)
{
    private readonly string _outputs = Path.Combine(recipeFolder, "out");
    private readonly Roots _roots = roots;

    /// <summary>What a pattern found.</summary>
    /// <param name="Files">Absolute, without <c>..</c>, in ordinal order of the path relative to the recipe's
    /// folder.</param>
    /// <param name="Outside">The first path that a link or <c>..</c> leads outside the roots; null where there is
    /// none.</param>
    /// <param name="Unreadable">The first folder that could not be listed; null where there is none.</param>
    internal sealed record Found(IReadOnlyList<string> Files, string? Outside, string? Unreadable);

    /// <param name="pattern">Relative to the recipe's folder, or absolute; with <c>/</c>.</param>
    public Found Find(string pattern)
    {
        var search = new Search(this, pattern.Split('/', StringSplitOptions.RemoveEmptyEntries));
        search.Visit(Path.IsPathRooted(pattern) ? Path.GetPathRoot(pattern)! : recipeFolder, 0); // rooted: has a root
        var files = search.Files.OrderBy(Relative, StringComparer.Ordinal).ToList();
        return new(files, search.Outside, search.Unreadable);
    }

    /// <summary>The path relative to the recipe's folder, with <c>/</c>.</summary>
    public string Relative(string file) => Path.GetRelativePath(recipeFolder, file).Replace('\\', '/');

    /// <summary>True for a pattern with a wildcard.</summary>
    public static bool IsPattern(string text) => text.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>Whole names only; <c>*</c> any characters, <c>?</c> one.</summary>
    internal static bool NameMatches(string name, string pattern)
    {
        // The usual two-pointer match: on a mismatch, the last star takes one character more. No recursion, O(n·m).
        int n = 0, p = 0, star = -1, mark = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, n);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == name[n]))
            {
                (n, p) = (n + 1, p + 1);
            }
            else if (star >= 0)
            {
                (n, p) = (++mark, star + 1);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).Trim('*').IsEmpty;
    }

    /// <summary>One walk; a folder is visited once per pattern part, so that <c>**/a/**/b/**</c> stays
    /// linear.</summary>
    private sealed class Search(Glob glob, string[] parts)
    {
        private readonly HashSet<(string, int)> _visited = [];

        public HashSet<string> Files { get; } = new(StringComparer.Ordinal);

        public string? Outside { get; private set; }

        public string? Unreadable { get; private set; }

        public void Visit(string folder, int part)
        {
            if (part == parts.Length || !_visited.Add((folder, part)))
            {
                return;
            }

            if (!IsPattern(parts[part]))
            {
                Literal(Path.GetFullPath(Path.Combine(folder, parts[part])), part);
                return;
            }

            if (parts[part] == "**")
            {
                Visit(folder, part + 1); // ** may stand for no folder
            }

            List(folder, part);
        }

        // '..' is only refused where the finished path leaves the roots: ../general of a recipe is fine.
        private void Literal(string path, int part)
        {
            var isLast = part == parts.Length - 1;
            if (!isLast)
            {
                Visit(path, part + 1);
            }
            else if (!glob._roots.Hold(path))
            {
                Outside ??= path;
            }
            else if (File.Exists(path))
            {
                Files.Add(path);
            }
        }

        private void List(string folder, int part)
        {
            if (!glob._roots.Hold(folder))
            {
                Outside ??= folder;
                return;
            }

            foreach (var entry in Entries(folder).Where(e => IsWanted(e, folder, parts[part])))
            {
                Enter(folder, entry, part);
            }
        }

        private void Enter(string folder, FileSystemInfo entry, int part)
        {
            var isLink = (entry.Attributes & FileAttributes.ReparsePoint) != 0;
            var isFolder = (entry.Attributes & FileAttributes.Directory) != 0;
            if (!glob._roots.HoldEntry(folder, entry.Name, isLink))
            {
                Outside ??= entry.FullName;
            }
            else if (isFolder)
            {
                if (parts[part] != "**")
                {
                    Visit(entry.FullName, part + 1);
                }
                else if (!isLink)
                {
                    Visit(entry.FullName, part);
                }
            }
            else if (part == parts.Length - 1 && File.Exists(entry.FullName))
            {
                Files.Add(entry.FullName);
            }
        }

        private bool IsWanted(FileSystemInfo entry, string folder, string pattern)
        {
            var name = entry.Name;
            return !name.StartsWith("~$", StringComparison.Ordinal)
                && (name[0] != '.' || pattern[0] == '.')
                && Path.Combine(folder, name) != glob._outputs
                && (pattern == "**" || NameMatches(name, pattern));
        }

        private FileSystemInfo[] Entries(string folder)
        {
            try
            {
                return Directory.Exists(folder) ? new DirectoryInfo(folder).GetFileSystemInfos() : [];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Unreadable ??= folder;
                return [];
            }
        }
    }
}
