using Recipes.Documents;

namespace Recipes.Tests.Documents;

public sealed class ThreadTimeTests
{
    /// <summary>The system forgets a thread when it ends; the watcher may ask just then.</summary>
    [Fact]
    public void A_thread_that_has_ended_is_charged_no_other_threads_work()
    {
        ThreadTime? time = null;
        var thread = new Thread(() => time = ThreadTime.OfThisThread());
        thread.Start();
        thread.Join();
        var start = Environment.CpuUsage.TotalTime;
        while (Environment.CpuUsage.TotalTime - start < TimeSpan.FromMilliseconds(200))
        {
            Thread.SpinWait(1000);
        }

        using (time)
        {
            Assert.True(time!.Elapsed < TimeSpan.FromMilliseconds(100), time.Elapsed.ToString());
        }
    }
}
