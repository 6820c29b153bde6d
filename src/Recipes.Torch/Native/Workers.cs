using TorchSharp;

namespace Recipes.Torch.Native;

/// <summary>Work on several threads, each operation on one.</summary>
/// <remarks>libtorch's own threads meet after every operation; on small models they wait more than they work. Measured
/// on two hyperthreads of one core, 3.0M parameters, bf16, steps of 2,048 tokens: two threads per operation took 254 to
/// 284 ms a step, one 256. Whole parts of a step or whole batches per thread have nothing to wait for, and which thread
/// computes an item changes no bit.</remarks>
internal static class Workers
{
    /// <summary>Runs every item once, on at most so many threads, the caller's among them; returns when all are done.</summary>
    /// <param name="threads">At least 1.</param>
    /// <param name="items">Number of items; they start in order.</param>
    /// <param name="run">Gets the number of an item. The first exception, in the order of threads, reaches the caller.</param>
    public static void Run(int threads, int items, Action<int> run)
    {
        var before = TorchRuntime.Threads;
        var next = -1;
        var helpers = Enumerable.Range(1, Math.Max(0, Math.Min(threads, items) - 1)).Select(_ => Task.Factory.StartNew(
            Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        try
        {
            Work();
        }
        finally
        {
            Interlocked.Exchange(ref next, items); // after a failure nobody starts another item
            Array.ForEach(helpers, helper => helper.GetAwaiter().GetResult());
            torch.set_num_threads(before);
        }

        void Work()
        {
            torch.set_num_threads(1); // a setting of each thread
            int item;
            while ((item = Interlocked.Increment(ref next)) < items)
            {
                run(item);
            }
        }
    }
}
