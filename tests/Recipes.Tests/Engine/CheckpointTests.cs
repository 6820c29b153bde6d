using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Tests.Engine;

public sealed class CheckpointTests : IDisposable
{
    private readonly Workshop _workshop = new();
    private string _path = "";

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void A_checkpoint_survives_a_failure_and_is_gone_after_success()
    {
        _path = _workshop.Source("a.txt", "one two");
        var failing = new Chain
        {
            InKeep = context =>
            {
                File.WriteAllText(Path.Combine(context.CheckpointFolder, "step"), "7");
                File.WriteAllText(Path.Combine(context.OutputFolder, "half"), "half");
                throw new InvalidDataException("no luck");
            },
        };
        var resuming = new Chain
        {
            InKeep = context =>
            {
                var step = File.ReadAllText(Path.Combine(context.CheckpointFolder, "step"));
                var done = long.Parse(step, CultureInfo.InvariantCulture);
                Assert.Empty(Directory.GetFileSystemEntries(context.OutputFolder));
                context.Emit(new ProgressEvent(done, 10, "step", "") { Node = context.Node });
                context.Emit(new ProgressEvent(10, 10, "step", "") { Node = context.Node });
            },
        };

        using var builder = _workshop.Builder(failing.Graph(_path));
        var e = Assert.Throws<InvalidDataException>(() => builder.Run("All", TestContext.Current.CancellationToken));
        var outcomes = _workshop.Run(resuming.Graph(_path));

        Assert.Equal("no luck", e.Message);
        Assert.Contains(_workshop.Events, x => x is WarningEvent { Node: "keep", Text: "failed: no luck" });
        Assert.Equal(NodeState.Failed, builder.Outcomes.Single(outcome => outcome.Name == "keep").State);
        Assert.Equal(NodeState.UpToDate, outcomes["words"].State); // the node before stayed
        Assert.Equal(7, outcomes["keep"].ResumedAt);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_workshop.Cache, "work")));
    }

    [Fact]
    public void A_cancelled_stage_keeps_its_checkpoint_and_its_key_is_free()
    {
        _path = _workshop.Source("a.txt", "one two");
        using var stop = new CancellationTokenSource();
        var cancelled = new Chain
        {
            InKeep = context =>
            {
                File.WriteAllText(Path.Combine(context.CheckpointFolder, "step"), "7");
                stop.Cancel();
                context.Cancellation.ThrowIfCancellationRequested();
            },
        };

        using (var builder = _workshop.Builder(cancelled.Graph(_path)))
        {
            Assert.Throws<OperationCanceledException>(() => builder.Run("All", stop.Token));
            Assert.Equal(["words"], builder.Outcomes.Select(outcome => outcome.Name));
        }

        var kept = false;
        var next = new Chain { InKeep = context => kept = File.Exists(Path.Combine(context.CheckpointFolder, "step")) };
        Assert.Equal(NodeState.Ran, _workshop.Run(next.Graph(_path))["keep"].State);
        Assert.True(kept);
        Assert.Empty(_workshop.Warnings);
    }

    [Fact]
    public void What_a_killed_process_left_is_swept_and_the_result_is_right()
    {
        _path = _workshop.Source("a.txt", "one two");
        var key = "";
        var clean = _workshop.Run(new Chain { InKeep = context => key = context.CheckpointFolder }.Graph(_path));
        var work = key;
        Directory.CreateDirectory(work); // killed between recording the result and sweeping
        var scratch = Path.Combine(_workshop.Cache, "scratch", "1-0");
        Directory.CreateDirectory(scratch); // the links of a process that is gone
        File.WriteAllText(scratch + ".lock", "");
        var half = Path.Combine(_workshop.Cache, "work", new string('0', 64));
        Directory.CreateDirectory(half); // a key that was never finished: its checkpoint may be wanted
        File.WriteAllText(Path.Combine(half, "step"), "7");
        File.WriteAllText(Path.Combine(_workshop.Cache, "locks", clean["keep"].Key), ""); // no one holds it

        var outcomes = _workshop.Run(new Chain { Spec = new(2) }.Graph(_path));

        Assert.Equal(NodeState.Ran, outcomes["keep"].State);
        Assert.False(Directory.Exists(work));
        Assert.False(Directory.Exists(scratch));
        Assert.True(Directory.Exists(half));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_workshop.Cache, "scratch")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_workshop.Cache, "locks")));
    }

    [Fact]
    public void A_stage_that_writes_a_link_fails_and_the_linked_files_stay()
    {
        var precious = Directory.CreateDirectory(Path.Combine(_workshop.Root, "precious")).FullName;
        File.WriteAllText(Path.Combine(precious, "a.txt"), "mine");
        _path = _workshop.Source("a.txt", "one two");
        var linking = new Chain
        {
            InKeep = context => Directory.CreateSymbolicLink(Path.Combine(context.OutputFolder, "model"), precious),
        };

        var e = Assert.Throws<InvalidOperationException>(() => _workshop.Run(linking.Graph(_path)));

        Assert.StartsWith("keep wrote model;", e.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(precious, "a.txt")));
        Assert.Equal(NodeState.Ran, _workshop.Run(new Chain().Graph(_path))["keep"].State);
    }
}
