using System.Text.Json;
using Recipes.Core;

namespace Recipes.Engine;

/// <summary>What recipe.lock holds: sorted JSON, one entry per line, so that two branches merge.</summary>
internal sealed record RecipeLock
{
    /// <summary>Version of the format.</summary>
    public int Lock { get; init; } = 1;

    /// <summary>Lines that bind nothing.</summary>
    public SortedDictionary<string, string> Facts { get; init; } = Sorted<string>();

    /// <summary>Digest by logical name.</summary>
    public SortedDictionary<string, string> Sources { get; init; } = Sorted<string>();

    /// <summary>Output digest of exact and recorded nodes by name.</summary>
    public SortedDictionary<string, string> Outputs { get; init; } = Sorted<string>();

    /// <summary>Nodes that are numeric, or read one, by name.</summary>
    public SortedDictionary<string, NumericLock> Numeric { get; init; } = Sorted<NumericLock>();

    /// <summary>An empty dictionary in ordinal order.</summary>
    public static SortedDictionary<string, T> Sorted<T>() => new(StringComparer.Ordinal);

    /// <summary>Null where there is no such file.</summary>
    public static RecipeLock? ReadIfThere(string path) => File.Exists(path) ? Read(path) : null;

    /// <summary>Reads a lock file.</summary>
    /// <exception cref="RecipeException">It is missing, or not a lock file of this version.</exception>
    public static RecipeLock Read(string path)
    {
        try
        {
            var read = JsonSerializer.Deserialize<RecipeLock>(File.ReadAllText(path), JsonLines.Options);
            return read is { Lock: 1 } ? read : throw Unreadable(path, "is not a lock file of version 1");
        }
        catch (JsonException e)
        {
            throw Unreadable(path, "is not a lock file: " + e.Message);
        }
        catch (FileNotFoundException)
        {
            throw Unreadable(path, "is not there");
        }
    }

    /// <summary>Writes by renaming.</summary>
    public static void Write(string path, RecipeLock content) =>
        AtomicFile.WriteText(path, JsonSerializer.Serialize(content, JsonLines.Indented) + "\n");

    private static RecipeException Unreadable(string path, string what) => new(new Problem
    {
        Code = "RCP6910",
        Fact = $"the lock file {what}",
        File = path,
        Remedy = "make it anew with --update-lock",
    });
}

/// <summary>A numeric node in recipe.lock.</summary>
internal sealed record NumericLock
{
    /// <summary>Digest of spec and inputs without machine facts: classes can be compared only where it is
    /// equal.</summary>
    public required string Basis { get; init; }

    /// <summary>Output digest by numeric class.</summary>
    public SortedDictionary<string, string> Classes { get; init; } = RecipeLock.Sorted<string>();
}
