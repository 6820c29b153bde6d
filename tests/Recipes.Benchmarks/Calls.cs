using System.Diagnostics;

namespace Recipes.Benchmarks;

/// <summary>Programs called from start to end.</summary>
internal static class Calls
{
    /// <summary>Wall time of a call; its output is read and dropped.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code.</exception>
    public static TimeSpan Time(string program, IReadOnlyList<string> words, int exitCode = 0)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var time = watch.Elapsed;
        return process.ExitCode == exitCode
            ? time
            : throw new InvalidOperationException($"{program} {string.Join(' ', words)}: exit {process.ExitCode}\n{output}{errors.Result}");
    }

    /// <summary>What a call printed; its errors go where ours go.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Output(string program, IReadOnlyList<string> words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} did not start");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', words)}: exit {process.ExitCode}\n{output}");
    }
}
