using System.Diagnostics;
using Cake.Core.Diagnostics;
using Recipes.Core;

namespace Recipes.Build.Hosting;

/// <summary>Prints what stages tell: progress in place on a terminal, elsewhere a plain line every ten
/// seconds.</summary>
/// <remarks>Called from any thread.</remarks>
internal sealed class EventPrinter(ICakeLog log, HostConsole console)
{
    private static readonly TimeSpan _terminalPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _plainPause = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private readonly Stopwatch _sinceStart = new();
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();
    private string _work = "";
    private long _first;

    /// <summary>Prints one event, or keeps silent where the last line is too young.</summary>
    public void Print(RunEvent told)
    {
        lock (_gate)
        {
            switch (told)
            {
                case NoteEvent note:
                    log.Information("{0}: {1}", note.Node, note.Text);
                    break;
                case WarningEvent warning:
                    log.Warning("{0}", warning);
                    break;
                case ProgressEvent progress:
                    Print(progress);
                    break;
            }
        }
    }

    private void Print(ProgressEvent progress)
    {
        var work = progress.Node + "\n" + progress.Unit;
        if (work != _work || progress.Done < _first)
        {
            (_work, _first) = (work, progress.Done);
            _sinceStart.Restart();
        }

        var isOver = progress.Done >= progress.Total;
        if (log.Verbosity < Verbosity.Normal || (!isOver && _sinceLine.Elapsed < Pause))
        {
            return;
        }

        _sinceLine.Restart();
        var line = ProgressLine.Of(progress, progress.Done - _first, _sinceStart.Elapsed.TotalSeconds);
        if (console.IsTerminal)
        {
            console.ShowStatus(line);
        }
        else
        {
            log.Information("{0}", line);
        }
    }

    private TimeSpan Pause => console.IsTerminal ? _terminalPause : _plainPause;
}
