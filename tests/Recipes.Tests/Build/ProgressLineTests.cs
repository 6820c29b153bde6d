using Recipes.Build.Hosting;
using Recipes.Core;

namespace Recipes.Tests.Build;

public sealed class ProgressLineTests
{
    private static ProgressEvent At(long done, string detail = "") => new(done, 800, "step", detail) { Node = "train/lora" };

    [Fact]
    public void Rate_and_remaining_time_are_shown()
    {
        var line = ProgressLine.Of(At(200, "loss 1.25"), done: 200, seconds: 50);

        Assert.Equal("train/lora: step 200/800, 4 step/s, 2:30 left, loss 1.25", line); // 600 / 4 = 150 s
    }

    [Fact]
    public void A_resumed_run_counts_only_what_it_did_itself()
    {
        var line = ProgressLine.Of(At(700), done: 100, seconds: 50);

        Assert.Equal("train/lora: step 700/800, 2 step/s, 0:50 left", line);
    }

    [Fact]
    public void The_first_event_has_no_rate() =>
        Assert.Equal("train/lora: step 0/800", ProgressLine.Of(At(0), done: 0, seconds: 0));

    [Fact]
    public void The_last_event_has_nothing_left() =>
        Assert.Equal("train/lora: step 800/800, 16 step/s", ProgressLine.Of(At(800), done: 800, seconds: 50));
}
