using System.Collections.Concurrent;

namespace Recipes.Documents.Workers;

/// <summary>Reads documents in processes of our own, so that a parser which hangs, eats memory or overflows its stack costs
/// one document. The first process starts with the first document.</summary>
/// <remarks>Safe for use from several threads. The processes end with the pool, and with this process however it ends.</remarks>
public sealed class DocumentPool : IDisposable
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(100);

    private readonly WorkerCommand _command;
    private readonly int _workers;
    private readonly BlockingCollection<Job> _jobs = [];
    private readonly List<Lane> _lanes = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Timer _watch;
    private int _waiting;
    private TimeSpan _retiredTime;

    /// <param name="command">Starts a process.</param>
    /// <param name="workers">Processes at most, at least 1; as many as processors.</param>
    public DocumentPool(WorkerCommand command, int workers)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        _command = command;
        _workers = workers;
        _watch = new Timer(_ => Watch());
    }

    /// <summary>Processes started so far, those that took the place of ended ones included.</summary>
    public int Started { get; private set; }

    /// <summary>Largest memory of one process that the watch has seen, bytes; it looks ten times a second.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Processor time of all processes, as of the watch's last look.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            lock (_lanes)
            {
                return _lanes.Aggregate(_retiredTime, (sum, l) => sum + (l.Worker?.UsedTime ?? TimeSpan.Zero));
            }
        }
    }

    /// <summary>Reads one document.</summary>
    /// <returns>Never failed by what the document holds: that is a problem in the result.</returns>
    public Task<ReadResult> ReadAsync(ReadRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var job = new Job(request, cancellation);
        lock (_lanes)
        {
            ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, this);
            _waiting++;
            if (_waiting > _lanes.Count(l => l.IsIdle) && _lanes.Count < _workers)
            {
                _lanes.Add(new Lane(this));
                _watch.Change(WatchInterval, WatchInterval);
            }

            _jobs.Add(job, CancellationToken.None);
        }

        return job.Answer.Task;
    }

    /// <summary>Reads documents at the same time and gives the results in the order of the requests, a few ahead of what is
    /// taken: memory is bounded however many there are.</summary>
    public IEnumerable<ReadResult> ReadAll(IEnumerable<ReadRequest> requests, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var ahead = new Queue<Task<ReadResult>>();
        foreach (var request in requests)
        {
            ahead.Enqueue(ReadAsync(request, cancellation));
            if (ahead.Count > 4 * _workers)
            {
                yield return ahead.Dequeue().GetAwaiter().GetResult();
            }
        }

        while (ahead.TryDequeue(out var task))
        {
            yield return task.GetAwaiter().GetResult();
        }
    }

    /// <summary>Ends all processes; documents still waiting are cancelled.</summary>
    public void Dispose()
    {
        lock (_lanes)
        {
            if (_end.IsCancellationRequested)
            {
                return;
            }

            _end.Cancel();
            _jobs.CompleteAdding();
        }

        _lanes.ForEach(l => l.Join());
        _watch.Dispose();
        _jobs.Dispose();
        _end.Dispose();
    }

    private void Watch()
    {
        Lane[] lanes;
        lock (_lanes)
        {
            lanes = [.. _lanes];
        }

        foreach (var lane in lanes)
        {
            lane.Worker?.Watch();
            PeakBytes = Math.Max(PeakBytes, lane.Worker?.PeakBytes ?? 0);
        }
    }

    private WorkerProcess Start(ReadLimits limits)
    {
        lock (_lanes)
        {
            Started++;
        }

        return new WorkerProcess(_command, limits);
    }

    private sealed class Job(ReadRequest request, CancellationToken cancellation)
    {
        public ReadRequest Request => request;

        public CancellationToken Cancellation => cancellation;

        public TaskCompletionSource<ReadResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>A thread with the process it asks.</summary>
    private sealed class Lane
    {
        private readonly DocumentPool _pool;
        private readonly Thread _thread;

        public Lane(DocumentPool pool)
        {
            _pool = pool;
            _thread = new Thread(Run) { IsBackground = true, Name = "documents" };
            _thread.Start();
        }

        public WorkerProcess? Worker { get; private set; }

        public bool IsIdle { get; private set; } = true;

        public void Join() => _thread.Join();

        private void Run()
        {
            foreach (var job in _pool._jobs.GetConsumingEnumerable())
            {
                lock (_pool._lanes)
                {
                    _pool._waiting--;
                    IsIdle = false;
                }

                var answer = AnswerOf(job);
                lock (_pool._lanes)
                {
                    IsIdle = true; // before the answer, or who asks next would find no idle lane and start another
                }

                answer();
            }

            Retire();
        }

        /// <summary>Does a job; what is returned hands its answer over.</summary>
        private Action AnswerOf(Job job)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(job.Cancellation, _pool._end.Token);
            ReadResult? result = null;
            var failure = ReadingThread.Attempt(() => result = Read(job.Request, either.Token));
            if (failure is OperationCanceledException)
            {
                Retire();
                return () => job.Answer.SetCanceled(job.Cancellation);
            }

            if (result is not null)
            {
                return () => job.Answer.SetResult(result);
            }

            return () => job.Answer.SetException(
                failure ?? new InvalidOperationException("a document was not answered"));
        }

        /// <summary>A document that ends a process which has read others is tried once more in a new one: memory that they
        /// left behind must not be charged to it.</summary>
        private ReadResult Read(ReadRequest request, CancellationToken cancellation)
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var worker = Worker ??= _pool.Start(request.Limits);
                var isFirst = worker.Answered == 0;
                var result = worker.Ask(request, cancellation);
                var cause = result is null ? worker.WhyItEnded(request.Limits) : null;
                if (result is null || !worker.IsFresh(request.Limits) || UnreadableException.LeavesThreadBehind(result))
                {
                    Retire();
                }

                if (result is not null)
                {
                    return result;
                }

                if (isFirst && cause is not null)
                {
                    return new() { Problems = [cause.ToProblem(request.Path)] };
                }
            }
        }

        private void Retire()
        {
            if (Worker is { } worker)
            {
                worker.Dispose();
                lock (_pool._lanes)
                {
                    Worker = null;
                    _pool._retiredTime += worker.UsedTime;
                }
            }
        }
    }
}
