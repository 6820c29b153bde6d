using System.ComponentModel;
using System.Diagnostics;

namespace Recipes.Documents.External;

/// <summary>Runs a program of the system with a list of arguments that no shell reads, within limits.</summary>
internal static class ExternalProgram
{
    /// <summary>What <see cref="Version"/> gives for a program that is not there.</summary>
    public const string Absent = "absent";

    /// <summary>Time on the clock over the processor time allowed: a busy machine must not end a program that works.</summary>
    private const int ClockFactor = 10;

    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(50);

    /// <param name="program">Found on PATH.</param>
    /// <param name="arguments">Given one by one.</param>
    /// <param name="limit">Processor time.</param>
    /// <param name="cancellation">Ends the program.</param>
    /// <returns>Null where the program is not installed.</returns>
    public static ProgramResult? Run(string program, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        start.Environment["OMP_THREAD_LIMIT"] = "1"; // one page per processor is faster than one page on all of them
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return null;
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var isInTime = Wait(process, limit, cancellation);
        if (!isInTime)
        {
            process.Kill(entireProcessTree: true);
        }

        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return new(isInTime ? process.ExitCode : null, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }

    /// <summary>First line of what the program says of its version; <see cref="Absent"/> where it is not there.</summary>
    public static string Version(string program, string option)
    {
        var result = Run(program, [option], TimeSpan.FromSeconds(10), CancellationToken.None);
        return result is null ? Absent : (result.Output + result.Errors).Split('\n')[0].Trim();
    }

    private static bool Wait(Process process, TimeSpan limit, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (!process.WaitForExit(_interval))
        {
            if (cancellation.IsCancellationRequested || clock.Elapsed > limit * ClockFactor || IsOver(process, limit))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsOver(Process process, TimeSpan limit)
    {
        try
        {
            process.Refresh();
            return process.TotalProcessorTime > limit;
        }
        catch (InvalidOperationException)
        {
            return false; // it has just ended
        }
    }
}

/// <summary>What a program said.</summary>
/// <param name="ExitCode">Null where it was ended for its time.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record ProgramResult(int? ExitCode, string Output, string Errors);
