using System.Diagnostics;
using System.Text;
using Recipes.Testing;

namespace Recipes.EndToEnd.Tests.Host;

/// <summary>One call of build.sh as a user makes it.</summary>
/// <param name="ExitCode">Of the process.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
public sealed record HostCall(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs it in a folder, by default the repository's root, with further environment variables.</summary>
    /// <param name="arguments">Its words.</param>
    /// <param name="folder">The working directory.</param>
    /// <param name="variables">Of the environment.</param>
    /// <param name="isDoomed">Asked ten times a second with its process id: once it says so, the process gets the signal.</param>
    /// <param name="signal">As kill(1) names it.</param>
    public static async Task<HostCall> Run(
        IReadOnlyList<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? variables = null,
        Func<int, bool>? isDoomed = null, string signal = "KILL")
    {
        var start = new ProcessStartInfo(Path.Combine(RepositoryRoot.Path, "build.sh"), arguments)
        {
            WorkingDirectory = folder ?? RepositoryRoot.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = new Process { StartInfo = start };
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        while (isDoomed is not null && !process.HasExited)
        {
            if (isDoomed(process.Id))
            {
                using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
                break;
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(process.ExitCode, await output, await errors);
    }

    /// <summary>Runs it with these words.</summary>
    public static Task<HostCall> Of(params string[] arguments) => Run(arguments);
}
