using System.Diagnostics;
using System.Text;

namespace Recipes.Build.Testing;

/// <summary>Runs a program and hands on its lines as they come.</summary>
internal static class ChildProcess
{
    /// <summary>Ends with the program, or ends it when cancelled.</summary>
    /// <param name="program">Found on PATH.</param>
    /// <param name="arguments">Given one by one: no shell reads them.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="take">Receives each line of standard output and standard error, from two threads.</param>
    /// <param name="cancellation">Ends the program and all it started.</param>
    /// <returns>Its exit code.</returns>
    public static int Run(
        string program,
        IReadOnlyList<string> arguments,
        string folder,
        Action<string> take,
        CancellationToken cancellation
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["SNAPSHOOTER_STRICT_MODE"] = "on"; // without it a missing approved file is written, and passes
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using (cancellation.Register(() => process.Kill(entireProcessTree: true)))
        {
            process.WaitForExit();
        }

        cancellation.ThrowIfCancellationRequested();
        return process.ExitCode;

        void Take(string? line)
        {
            if (line is not null)
            {
                take(line);
            }
        }
    }
}
