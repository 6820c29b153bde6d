namespace Recipes.Yaml.Paths;

/// <summary>Where a path leads once every link in it is followed.</summary>
internal static class RealPath
{
    private const int MaximumLinks = 40; // as Linux counts before ELOOP

    /// <summary>The absolute path without links; parts that do not exist stay as written. Null where links run in a
    /// circle.</summary>
    public static string? Of(string path)
    {
        var rest = new Stack<string>(Parts(Path.GetFullPath(path)).Reverse());
        var real = Path.GetPathRoot(Path.GetFullPath(path)) ?? "/";
        var links = 0;
        while (rest.TryPop(out var part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Combine(real, part);
            var target = new FileInfo(next).LinkTarget;
            if (target is null)
            {
                real = next;
                continue;
            }

            if (++links > MaximumLinks)
            {
                return null;
            }

            // A relative target starts at the link's folder; an absolute one starts over.
            real = Path.IsPathRooted(target) ? Path.GetPathRoot(target) ?? "/" : real;
            foreach (var inner in Parts(target).Reverse())
            {
                rest.Push(inner);
            }
        }

        return real;
    }

    private static IEnumerable<string> Parts(string path) =>
        path[(Path.GetPathRoot(path)?.Length ?? 0)..]
            .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
            .Where(p => p != ".");
}
