namespace Recipes.Torch.Native;

/// <summary>What this process holds, as Linux counts it.</summary>
internal static class ProcessMemory
{
    private const string File = "/proc/self/status";

    /// <summary>Bytes in memory now; 0 where the system does not say.</summary>
    public static long ResidentBytes()
    {
        if (!System.IO.File.Exists(File))
        {
            return 0;
        }

        var line = System.IO.File.ReadLines(File).FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return line is null ? 0 : 1024 * long.Parse(line["VmRSS:".Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture);
    }
}
