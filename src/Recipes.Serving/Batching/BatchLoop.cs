using Recipes.Torch;
using Recipes.Torch.Generation;
using Recipes.Torch.Models;

namespace Recipes.Serving.Batching;

/// <summary>The one thread that computes: prompts join the running batch when a row is free, in the order they came.</summary>
internal sealed class BatchLoop : IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<Ticket> _waiting = new();
    private readonly Dictionary<GenerationSequence, Ticket> _running = [];
    private readonly CancellationTokenSource _stop = new();
    private bool _isOver;

    /// <summary>Starts it.</summary>
    /// <param name="model">Must outlive this object.</param>
    /// <param name="rows">Answers computed at once.</param>
    /// <param name="threads">Of tensor operations.</param>
    public BatchLoop(Model model, int rows, int threads) =>
        Completion = Task.Factory.StartNew(() => Run(model, rows, threads), TaskCreationOptions.LongRunning);

    /// <summary>Ends when the loop does; faulted where a step threw, which is a bug of ours.</summary>
    public Task Completion { get; }

    /// <summary>Prompts in rows and waiting ones.</summary>
    public (int Running, int Waiting) Load
    {
        get
        {
            lock (_gate)
            {
                return (_running.Count, _waiting.Count);
            }
        }
    }

    /// <summary>Adds prompts; where the loop is over they are aborted at once.</summary>
    public void Add(IReadOnlyList<Ticket> tickets)
    {
        lock (_gate)
        {
            foreach (var ticket in tickets)
            {
                if (_isOver)
                {
                    ticket.Abort();
                }
                else
                {
                    _waiting.Enqueue(ticket);
                }
            }

            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Lets the loop look for cancelled prompts also where it waits.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Stops after the running step, and waits for it. Answers that are not over are aborted.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        Wake();
        Task.WaitAny(Completion);
        _stop.Dispose();
    }

    private void Run(Model model, int rows, int threads)
    {
        try
        {
            TorchRuntime.SetThreads(threads); // libtorch's number is that of the calling thread
            var session = new GenerationSession(model, rows);
            while (Admit(session))
            {
                foreach (var token in session.Step(CancellationToken.None))
                {
                    Pass(session, token);
                }
            }
        }
        finally
        {
            End();
        }
    }

    /// <summary>Drops who has left, fills free rows, and waits while there is nothing to do.</summary>
    /// <returns>False when it is time to stop.</returns>
    private bool Admit(GenerationSession session)
    {
        lock (_gate)
        {
            while (!_stop.IsCancellationRequested)
            {
                foreach (var (sequence, _) in _running.Where(pair => pair.Value.IsCancelled).ToList())
                {
                    Remove(session, sequence);
                }

                while (session.Count < session.Rows && _waiting.TryDequeue(out var ticket))
                {
                    if (!ticket.IsCancelled)
                    {
                        _running.Add(session.Add(ticket.Prompt, ticket.Sampling), ticket);
                    }
                }

                if (session.Count > 0)
                {
                    return true;
                }

                Monitor.Wait(_gate);
            }

            return false;
        }
    }

    private void Pass(GenerationSession session, GeneratedToken token)
    {
        if (!_running[token.Sequence].Take(token))
        {
            lock (_gate)
            {
                Remove(session, token.Sequence);
            }
        }
    }

    private void Remove(GenerationSession session, GenerationSequence sequence)
    {
        session.Remove(sequence);
        _running.Remove(sequence);
    }

    private void End()
    {
        lock (_gate)
        {
            _isOver = true;
            foreach (var ticket in _running.Values.Concat(_waiting))
            {
                ticket.Abort();
            }

            _running.Clear();
            _waiting.Clear();
        }
    }
}
