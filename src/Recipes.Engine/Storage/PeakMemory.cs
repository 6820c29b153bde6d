using System.Diagnostics;

namespace Recipes.Engine.Storage;

/// <summary>The highest resident memory of this process since a moment.</summary>
internal static class PeakMemory
{
    private const string Reset = "5"; // clear_refs: peak resident size becomes the current one

    /// <summary>Begins anew, where the system can.</summary>
    public static void Begin()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            File.WriteAllText("/proc/self/clear_refs", Reset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Some containers forbid it: then the peak is that of the whole process, an upper bound.
        }
    }

    /// <summary>Bytes since <see cref="Begin"/>, or since the process began where it could not reset.</summary>
    public static long Bytes()
    {
        const string field = "VmHWM:"; // such as: VmHWM:     12345 kB
        if (OperatingSystem.IsLinux() && File.ReadLines("/proc/self/status")
                .FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal)) is { } line)
        {
            return long.Parse(line.AsSpan(field.Length).TrimEnd("kB"), CultureInfo.InvariantCulture) * 1024;
        }

        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
