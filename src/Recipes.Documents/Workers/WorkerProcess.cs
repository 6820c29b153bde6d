using System.Diagnostics;
using System.Text;

namespace Recipes.Documents.Workers;

/// <summary>One reading process, seen from the pool: asked from one thread, watched from another.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>Characters kept of what it says on standard error: the first of them name the cause of a crash.</summary>
    private const int MostErrorCharacters = 4000;

    /// <summary>Processor time over a document's own limit before the process is ended: the reader itself watches the limit,
    /// and the process also compiles and collects.</summary>
    private const double Grace = 1.25;

    /// <summary>Processor time below which a process counts as one that waits.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private volatile Watched? _watched;
    private volatile UnreadableException? _verdict;

    public WorkerProcess(WorkerCommand command, ReadLimits limits)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The runtime's own limit comes first: it gives a message; the watch is for memory that it does not manage.
        var heapBytes = limits.MemoryBytes / 10 * 8;
        start.Environment["DOTNET_GCHeapHardLimit"] = heapBytes.ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0"; // its counting costs a short life more than it gives
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) => KeepError(line.Data);
        _process.Start();
        _process.BeginErrorReadLine();
    }

    /// <summary>Largest memory seen, bytes.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Processor time seen.</summary>
    public TimeSpan UsedTime { get; private set; }

    /// <summary>Documents answered.</summary>
    public int Answered { get; private set; }

    /// <summary>The answer, or null where the process ended instead.</summary>
    public ReadResult? Ask(ReadRequest request, CancellationToken cancellation)
    {
        using var stop = cancellation.Register(Kill);
        var result = Exchange(request);
        _watched = null;
        cancellation.ThrowIfCancellationRequested();
        Answered += result is null ? 0 : 1;
        return result;
    }

    /// <summary>Whether it may read another document: one that grew large would end an innocent one.</summary>
    public bool IsFresh(ReadLimits limits)
    {
        try
        {
            _process.Refresh();
            return !_process.HasExited && _process.WorkingSet64 < limits.MemoryBytes / 2;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Ends the process where its document is over a limit.</summary>
    public void Watch()
    {
        if (_watched is not { } watched)
        {
            return;
        }

        try
        {
            _process.Refresh();
            if (Verdict(watched) is { } verdict)
            {
                _verdict ??= verdict;
                Kill();
            }
        }
        catch (InvalidOperationException)
        {
            // It ended by itself; whoever asks it learns that from the pipe.
        }
    }

    /// <summary>Why a process ended that gave no answer.</summary>
    public UnreadableException WhyItEnded(ReadLimits limits)
    {
        Kill();
        _process.WaitForExit();
        string errors;
        lock (_errors)
        {
            errors = _errors.ToString();
        }

        return _verdict ?? (errors.Contains("Stack overflow", StringComparison.Ordinal) ? UnreadableException.Stack()
            : errors.Contains("OutOfMemory", StringComparison.Ordinal) || errors.Contains("Out of memory", StringComparison.Ordinal)
                ? UnreadableException.Memory(limits.MemoryBytes)
            : UnreadableException.Ended(_process.ExitCode, errors.Split('\n')[0]));
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private ReadResult? Exchange(ReadRequest request)
    {
        try
        {
            _watched = new Watched(request.Limits) { Start = ProcessorTime() };
            Frames.Write(_process.StandardInput.BaseStream, request);
            return Frames.Read<ReadResult>(_process.StandardOutput.BaseStream);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return null; // a broken pipe, or a process that is gone
        }    }

    private UnreadableException? Verdict(Watched watched)
    {
        var limits = watched.Limits;
        PeakBytes = Math.Max(PeakBytes, _process.WorkingSet64);
        if (PeakBytes > limits.MemoryBytes)
        {
            return UnreadableException.Memory(limits.MemoryBytes);
        }

        var used = UsedTime = ProcessorTime();
        if (used - watched.Start > limits.Time * Grace)
        {
            return UnreadableException.Time(limits.Time);
        }

        return watched.IsStalled(used, Idle) ? UnreadableException.Stalled(limits.StalledTime) : null;
    }

    private TimeSpan ProcessorTime() => _process.TotalProcessorTime;

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    private void KeepError(string? line)
    {
        lock (_errors)
        {
            if (line is not null && _errors.Length < MostErrorCharacters)
            {
                _errors.Append(line).Append('\n');
            }
        }
    }

    /// <summary>What is known of the document being read.</summary>
    private sealed class Watched(ReadLimits limits)
    {
        private readonly Stopwatch _sinceProgress = Stopwatch.StartNew();
        private TimeSpan _progress;

        public ReadLimits Limits => limits;

        /// <summary>Processor time that the process had used before.</summary>
        public TimeSpan Start { get; init => (field, _progress) = (value, value); }

        /// <summary>Whether the process has computed nothing for the time that the limits give.</summary>
        public bool IsStalled(TimeSpan used, TimeSpan idle)
        {
            if (used - _progress > idle)
            {
                _progress = used;
                _sinceProgress.Restart();
            }

            return _sinceProgress.Elapsed > limits.StalledTime;
        }
    }
}
