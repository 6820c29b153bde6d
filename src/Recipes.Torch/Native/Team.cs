namespace Recipes.Torch.Native;

/// <summary>Threads that share pieces of work so small that starting a thread for each would cost more: a few
/// microseconds. Helpers wait for the next piece by looking for it, so a team lives as long as one step.</summary>
/// <remarks>Who is free takes the next item: a helper that the machine has no time for costs nothing but its own
/// share.</remarks>
internal sealed class Team : IDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly Task[] _helpers;
    private volatile Job? _job;

    /// <param name="threads">The caller's among them.</param>
    public Team(int threads)
    {
        Threads = threads;
        _helpers = [.. Enumerable.Range(1, threads - 1).Select(_ => Task.Run(Help, _over.Token))];
    }

    /// <summary>The caller's among them.</summary>
    public int Threads { get; }

    /// <summary>Runs ranges of items, on all threads where there is more than one range; returns when all are
    /// done.</summary>
    /// <param name="items">How many.</param>
    /// <param name="grain">Of a range, at most.</param>
    /// <param name="run">Gets the first item and the one after the last.</param>
    public void Run(int items, int grain, Action<int, int> run)
    {
        var pieces = (items + grain - 1) / grain;
        if (pieces == 1 || _helpers.Length == 0)
        {
            run(0, items);
            return;
        }

        var job = new Job(items, grain, run);
        _job = job;
        job.Work();
        for (var wait = default(SpinWait); !job.IsDone && Array.TrueForAll(_helpers, helper => !helper.IsFaulted);)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        foreach (var helper in _helpers.Where(helper => helper.IsFaulted))
        {
            helper.GetAwaiter().GetResult(); // throws what the helper threw
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _over.Cancel(); // who did not start yet does not start any more
        Array.ForEach(_helpers, helper => Task.WaitAny(helper));
        _over.Dispose();
    }

    private void Help()
    {
        Job? last = null;
        for (var wait = default(SpinWait); !_over.IsCancellationRequested;)
        {
            var job = _job;
            if (job == last)
            {
                wait.SpinOnce(sleep1Threshold: -1);
                continue;
            }

            wait.Reset();
            last = job;
            job?.Work();
        }
    }

    private sealed class Job(int items, int grain, Action<int, int> run)
    {
        private readonly int _pieces = (items + grain - 1) / grain;
        private int _next = -1;
        private int _done;

        public bool IsDone => Volatile.Read(ref _done) == _pieces;

        public void Work()
        {
            int piece;
            while ((piece = Interlocked.Increment(ref _next)) < _pieces)
            {
                run(piece * grain, Math.Min(items, (piece + 1) * grain));
                Interlocked.Increment(ref _done);
            }
        }
    }
}
