using System.Text;
using Cake.Core;

namespace Recipes.Build.Hosting;

/// <summary>Cake's console with one gate for all text: sanitized, colours on a terminal only, one line in
/// place.</summary>
internal sealed class HostConsole : IConsole, IDisposable
{
    private readonly Lock _gate = new();
    private readonly StreamWriter _output = Open(Console.OpenStandardOutput());
    private readonly StreamWriter _errors = Open(Console.OpenStandardError());
    private readonly bool _hasColour;
    private ConsoleColor _colour = (ConsoleColor)(-1);
    private bool _hasStatus;

    /// <summary>Colours need a terminal, no NO_COLOR (no-color.org) and no TERM=dumb.</summary>
    public HostConsole()
    {
        IsTerminal = !Console.IsOutputRedirected;
        _hasColour = IsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb";
    }

    /// <summary>Whether a person looks on, so that a line may be written again in place.</summary>
    public bool IsTerminal { get; }

    /// <summary>Written when the console closes, after everything else; null → nothing.</summary>
    public string? LastLine { get; set; }

    /// <inheritdoc/>
    public ConsoleColor ForegroundColor
    {
        get => _colour;
        set => _colour = value;
    }

    /// <inheritdoc/>
    public ConsoleColor BackgroundColor { get; set; }

    /// <inheritdoc/>
    /// <remarks>False: Cake then writes no escapes of its own into the text, which would be sanitized away.</remarks>
    public bool SupportAnsiEscapeCodes => false;

    /// <inheritdoc/>
    public void ResetColor() => _colour = (ConsoleColor)(-1);

    /// <inheritdoc/>
    public void Write(string format, params object[] arg) => Write(Format(format, arg));

    /// <inheritdoc/>
    public void Write(string value) => Put(_output, value);

    /// <inheritdoc/>
    public void WriteLine(string format, params object[] arg) => WriteLine(Format(format, arg));

    /// <inheritdoc/>
    public void WriteLine(string value) => Put(_output, value + "\n");

    /// <inheritdoc/>
    public void WriteError(string format, params object[] arg) => WriteError(Format(format, arg));

    /// <inheritdoc/>
    public void WriteError(string value) => Put(_errors, value);

    /// <inheritdoc/>
    public void WriteErrorLine(string format, params object[] arg) => WriteErrorLine(Format(format, arg));

    /// <inheritdoc/>
    public void WriteErrorLine(string value) => Put(_errors, value + "\n");

    /// <summary>Shows a line that the next text overwrites. Only for terminals.</summary>
    public void ShowStatus(string line)
    {
        lock (_gate)
        {
            var width = Math.Max(20, Console.WindowWidth - 1);
            var clean = OutputSanitizer.Clean(line);
            _output.Write("\r" + (clean.Length > width ? clean[..width] : clean.PadRight(width)));
            _output.Flush();
            _hasStatus = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Put(_output, LastLine is null ? "" : LastLine + "\n");
        _output.Dispose();
        _errors.Dispose();
    }

    private static StreamWriter Open(Stream stream) => new(stream, new UTF8Encoding(false));

    private static string Format(string format, object[] arg) =>
        arg.Length == 0 ? format : string.Format(CultureInfo.InvariantCulture, format, arg);

    private void Put(StreamWriter writer, string text)
    {
        var clean = OutputSanitizer.Clean(text);
        lock (_gate)
        {
            if (_hasStatus)
            {
                _output.Write("\r" + new string(' ', Math.Max(20, Console.WindowWidth - 1)) + "\r");
                _output.Flush();
                _hasStatus = false;
            }

            writer.Write(_hasColour && _colour >= 0 ? Coloured(clean) : clean);
            writer.Flush();
        }
    }

    /// <summary>Bright variants have bit 3; .NET counts blue as 1 and red as 4, ANSI the other way round.</summary>
    private string Coloured(string text)
    {
        var dark = (int)_colour & 7;
        var code = (dark & 2) | ((dark & 1) << 2) | (dark >> 2);
        return $"\e[{(((int)_colour & 8) == 0 ? 30 : 90) + code}m{text}\e[0m";
    }
}
