using Recipes.Core;

namespace Recipes.Documents;

/// <summary>Runs a parser that asks no budget on a thread of its own, watched from outside.</summary>
internal static class ReadingThread
{
    /// <summary>Objects and elements may hold each other deeply.</summary>
    private const int StackBytes = 64 * 1024 * 1024;

    /// <exception cref="UnreadableException">The parser's own, or the time is over.</exception>
    public static SourceDocument Run(ReadBudget budget, Func<SourceDocument> read)
    {
        SourceDocument? document = null;
        Exception? failure = null;
        using var isMeasured = new ManualResetEventSlim();
        var thread = new Thread(Measured, StackBytes) { IsBackground = true };
        thread.Start();
        isMeasured.Wait(CancellationToken.None);
        while (!thread.Join(TimeSpan.FromMilliseconds(100)))
        {
            budget.Check(); // at the limit the thread is left behind
        }

        return document ?? throw failure switch
        {
            UnreadableException or OperationCanceledException => failure,
            InsufficientExecutionStackException => UnreadableException.Limit("its elements are nested too deep"),
            _ => UnreadableException.Broken(failure?.Message ?? "it ended early", failure),
        };

        void Measured()
        {
            budget.MoveToThisThread();
            isMeasured.Set();
            failure = Attempt(() => document = read());
        }
    }

    /// <summary>What an action threw, or null.</summary>
    /// <remarks>Parsers answer damage with whatever their code ran into: index, cast, key and null errors among them. On its
    /// own thread an exception would end the process, so all are brought back; only an exhausted memory is not.</remarks>
    public static Exception? Attempt(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e;
        }
    }
}
