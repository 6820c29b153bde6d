using Recipes.Documents;
using Recipes.Documents.External;
using Recipes.Documents.Workers;

namespace Recipes.Stages.ReadDocuments;

/// <summary>Reads the documents of a session, in processes of our own where the host can start them. While documents are
/// asked for one after the other, the next ones are read at the same time.</summary>
/// <remarks>Asked from one thread. A single changed document reads nothing ahead.</remarks>
internal sealed class DocumentReadings : IDisposable
{
    /// <summary>Documents read ahead per process; chosen by hand: enough that none waits, few enough to keep.</summary>
    private const int AheadPerWorker = 4;

    private readonly DocumentPool? _pool;
    private readonly int _mostAhead;
    private readonly Dictionary<int, Reading> _ahead = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<ReadRequest> _expected = [];
    private readonly CancellationTokenSource _end = new();
    private int _last = -2;
    private int _window;

    /// <param name="command">Starts a reading process; null to read in this one.</param>
    /// <param name="workers">Processes at most.</param>
    public DocumentReadings(WorkerCommand? command, int workers)
    {
        _pool = command is null ? null : new DocumentPool(command, workers);
        _mostAhead = AheadPerWorker * workers;
    }

    /// <summary>Processes started so far.</summary>
    public int Started => _pool?.Started ?? 0;

    /// <summary>Names the documents in the order in which they may be asked for.</summary>
    public void Expect(IEnumerable<ReadRequest> requests)
    {
        foreach (var request in requests)
        {
            _places.TryAdd(request.Path, _expected.Count);
            _expected.Add(request);
        }
    }

    /// <summary>Reads a document, or takes what was read ahead where its file has not changed since.</summary>
    public ReadResult Read(ReadRequest request, CancellationToken cancellation)
    {
        if (_pool is null)
        {
            return DocumentReader.Read(request.File, request.Path, request.Kind, request.Limits, cancellation);
        }

        using var stop = cancellation.Register(_end.Cancel);
        var place = _places.GetValueOrDefault(request.Path, -2);
        var reading = _ahead.Remove(place, out var early) && early.Stamp == Stamp.Of(request.File) && early.Request == request
            ? early
            : Start(request);
        LookAhead(place);
        return reading.Result.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _end.Cancel();
        _pool?.Dispose();
        _end.Dispose();
    }

    private void LookAhead(int place)
    {
        if (place == _last)
        {
            return; // the same document again, with its pictures read
        }

        var isNext = place >= 0 && place == _last + 1;
        _window = isNext ? Math.Min(_mostAhead, (2 * _window) + 1) : 0;
        _last = place;
        if (!isNext)
        {
            _ahead.Clear();
        }

        for (var next = place + 1; next <= place + _window && next < _expected.Count; next++)
        {
            if (!_ahead.ContainsKey(next) && OfficeConverter.TargetOf(_expected[next].File) is null)
            {
                _ahead[next] = Start(_expected[next]);
            }
        }
    }

    private Reading Start(ReadRequest request) => new(
        request,
        Stamp.Of(request.File),
        (_pool ?? throw new InvalidOperationException("documents are read in process")).ReadAsync(request, _end.Token));

    private sealed record Reading(ReadRequest Request, Stamp Stamp, Task<ReadResult> Result);

    /// <summary>What tells a changed file from the one that was read.</summary>
    private readonly record struct Stamp(long LengthBytes, DateTime WrittenAt)
    {
        public static Stamp Of(string file)
        {
            var info = new FileInfo(file);
            return info.Exists ? new(info.Length, info.LastWriteTimeUtc) : default;
        }
    }
}
