using Cake.Core;
using Cake.Core.Diagnostics;

namespace Recipes.Build.Hosting;

/// <summary>Cake's log as plain lines: errors to standard error, nothing boxed or coloured inside a line.</summary>
internal sealed class HostLog(IConsole console) : ICakeLog
{
    /// <inheritdoc/>
    public Verbosity Verbosity { get; set; } = Verbosity.Normal;

    /// <inheritdoc/>
    public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args)
    {
        if (verbosity > Verbosity)
        {
            return;
        }

        var line = args.Length == 0 ? format : string.Format(CultureInfo.InvariantCulture, format, args);
        console.ForegroundColor = level switch
        {
            LogLevel.Fatal or LogLevel.Error => ConsoleColor.Red,
            LogLevel.Warning => ConsoleColor.Yellow,
            _ => console.ForegroundColor,
        };
        if (level is LogLevel.Fatal or LogLevel.Error or LogLevel.Warning)
        {
            console.WriteErrorLine(line);
        }
        else
        {
            console.WriteLine(line);
        }

        console.ResetColor();
    }
}
