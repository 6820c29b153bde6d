namespace Recipes.Core;

/// <summary>Files that appear whole or not at all, also while several processes or threads write the same
/// one.</summary>
public static class AtomicFile
{
    private static int _count;

    /// <summary>Writes under a name of this call's own, then renames; what was there is replaced.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="write">Makes the file whose name it is given. What it throws goes on, and nothing is left
    /// behind.</param>
    public static void Write(string path, Action<string> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var number = Interlocked.Increment(ref _count);
        var temporary = FormattableString.Invariant($"{path}.{Environment.ProcessId}-{number}.new");
        try
        {
            write(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes a text as UTF-8 without a byte order mark.</summary>
    public static void WriteText(string path, string text) =>
        Write(path, temporary => File.WriteAllText(temporary, text));
}
