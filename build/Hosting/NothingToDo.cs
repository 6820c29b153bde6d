namespace Recipes.Build.Hosting;

/// <summary>The first thing a call tries: whether anything changed since the same words ran.</summary>
internal static class NothingToDo
{
    /// <summary>Prints again what the last run of these words came to, each stage up to date.</summary>
    /// <returns>Its exit code (a failed gate stays 1); null where the host must look closer.</returns>
    public static int? Replay(string[] args)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var line = new CommandLine(args);
        if (line.Problems is not null)
        {
            return null;
        }

        var places = Places.Of(line);
        var identity = CallIdentity.Of(line, places);
        return Snapshot.Replay(Snapshot.FileOf(places.CacheFolder, places.RecipeFile, identity), identity);
    }
}
