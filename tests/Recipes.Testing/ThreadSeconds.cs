namespace Recipes.Testing;

/// <summary>What the calling thread has computed, whatever else the machine does: for bounds that hold on a busy machine as
/// well.</summary>
public static class ThreadSeconds
{
    private const string File = "/proc/thread-self/schedstat"; // Linux: nanoseconds on a processor, and others

    /// <summary>Seconds since the thread began; 0 where the system does not tell.</summary>
    public static double Now => System.IO.File.Exists(File)
        ? long.Parse(System.IO.File.ReadAllText(File).Split(' ')[0], CultureInfo.InvariantCulture) / 1e9 : 0;
}
