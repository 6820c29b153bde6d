using System.Diagnostics;

namespace Recipes.Build.Testing;

/// <summary>Reads what a test program prints: shows what matters of it, and counts.</summary>
/// <remarks>A passed test is shown only if it printed something (how many cases it saw); every ten seconds a line
/// says how many have passed.</remarks>
internal sealed class TestOutput(string project, Action<string> show)
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private readonly Stopwatch _sinceShown = Stopwatch.StartNew();
    private string? _held;
    private int _passedSoFar;

    /// <summary>From the summary that ends the output; zeros until it came.</summary>
    public TestCounts Counts { get; private set; }

    /// <summary>Takes one line of standard output or standard error, from any thread.</summary>
    public void Take(string line)
    {
        lock (_gate)
        {
            if (line.StartsWith("passed ", StringComparison.Ordinal))
            {
                _passedSoFar++;
                _held = line;
                if (_sinceShown.Elapsed > _pause)
                {
                    Show(string.Create(CultureInfo.InvariantCulture, $"{project}: {_passedSoFar} passed so far"));
                }

                return;
            }

            Count(line);
            if (line.Length > 0 && !line.StartsWith(' '))
            {
                _held = null; // what follows belongs to another test
            }
            else if (_held is { } test && line.Length > 0)
            {
                _held = null;
                Show(test);
            }

            Show(line);
        }
    }

    private void Show(string line)
    {
        _sinceShown.Restart();
        show(line);
    }

    private void Count(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (
            !line.StartsWith("  ", StringComparison.Ordinal)
            || colon < 0
            || !int.TryParse(
                line.AsSpan(colon + 1),
                NumberStyles.AllowLeadingWhite,
                CultureInfo.InvariantCulture,
                out var n
            )
        )
        {
            return;
        }

        Counts = line[..colon] switch
        {
            "  succeeded" => Counts with { Passed = n },
            "  failed" => Counts with { Failed = n },
            "  skipped" => Counts with { Skipped = n },
            _ => Counts,
        };
    }
}
