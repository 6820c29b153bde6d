using Recipes.Engine;

namespace Recipes.Tests.Engine;

public sealed class IncrementalRunTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void A_first_run_runs_every_node_and_publishes()
    {
        var path = _workshop.Source("a.txt", "one two three elephant");

        var outcomes = _workshop.Run(new Chain().Graph(path));

        Assert.Equal(["Ran", "Ran", "Ran"], outcomes.Values.Select(outcome => outcome.State.ToString()));
        Assert.Equal("first run", outcomes["join"].Reason);
        Assert.Equal("one two", File.ReadAllText(Path.Combine(_workshop.Out, "joined.txt"))); // three has 5 letters
        Assert.Equal(
            "\"one\"\n\"two\"\n\"three\"\n\"elephant\"\n", File.ReadAllText(Path.Combine(_workshop.Out, "words.jsonl")));
        Assert.True(outcomes["join"].PeakBytes > 1 << 20);
    }

    [Fact]
    public void A_touched_source_runs_nothing()
    {
        var path = _workshop.Source("a.txt", "one two");
        _workshop.Run(new Chain().Graph(path));
        File.SetLastWriteTimeUtc(path, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var outcomes = _workshop.Run(new Chain().Graph(path));

        Assert.All(outcomes.Values, outcome => Assert.Equal(NodeState.UpToDate, outcome.State));
    }

    [Fact]
    public void An_edit_of_equal_size_and_time_is_seen()
    {
        var path = _workshop.Source("a.txt", "one two");
        var time = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, time);
        _workshop.Run(new Chain().Graph(path));

        File.WriteAllText(path, "one six");
        File.SetLastWriteTimeUtc(path, time);
        var outcomes = _workshop.Run(new Chain().Graph(path));

        Assert.Equal(NodeState.Ran, outcomes["words"].State);
        Assert.Equal("one six", File.ReadAllText(Path.Combine(_workshop.Out, "joined.txt")));
    }

    [Fact]
    public void Equal_output_stops_the_reruns()
    {
        var path = _workshop.Source("a.txt", "one two");
        _workshop.Run(new Chain().Graph(path));
        File.WriteAllText(path, "one two\n#comment");

        var outcomes = _workshop.Run(new Chain().Graph(path));

        Assert.Equal(NodeState.Ran, outcomes["words"].State);
        Assert.StartsWith("input documents/a.txt ", outcomes["words"].Reason, StringComparison.Ordinal);
        Assert.Equal(NodeState.UpToDate, outcomes["keep"].State);
        Assert.Equal(NodeState.UpToDate, outcomes["join"].State);
    }

    [Fact]
    public void A_changed_spec_reruns_from_there_and_is_named()
    {
        var path = _workshop.Source("a.txt", "one two three");
        _workshop.Run(new Chain().Graph(path));

        var graph = new Chain { Spec = new(5) }.Graph(path);
        var outcomes = _workshop.Run(graph);
        using var builder = _workshop.Builder(graph);
        var explained = builder.Explain().ToDictionary(explanation => explanation.Node);

        Assert.Equal(NodeState.UpToDate, outcomes["words"].State);
        Assert.Equal("spec.longest 4 → 5", outcomes["keep"].Reason);
        Assert.Equal(NodeState.Ran, outcomes["join"].State);
        Assert.Equal([new PartChange("spec.longest", "4", "5")], explained["keep"].Changes);
        Assert.Equal("input keep › kept.jsonl", Assert.Single(explained["join"].Changes).Part);
        Assert.Equal([new RootCause("keep", new("spec.longest", "4", "5"))], explained["join"].RootCauses);
        Assert.Equal("run 1 tests", explained["join"].PreviousRun);
        Assert.Equal("run 2 tests", explained["join"].Run);
        Assert.Null(explained["words"].PreviousKey);
    }

    [Fact]
    public void A_new_version_of_a_stage_is_a_reason()
    {
        var path = _workshop.Source("a.txt", "one two");
        _workshop.Run(new Chain().Graph(path));

        var outcomes = _workshop.Run(new Chain { WordsVersion = 2 }.Graph(path));

        Assert.Equal("version 1 → 2", outcomes["words"].Reason);
        Assert.Equal(NodeState.UpToDate, outcomes["keep"].State); // equal output
    }

    [Fact]
    public void Going_back_takes_the_result_from_the_store()
    {
        var path = _workshop.Source("a.txt", "one two three");
        _workshop.Run(new Chain().Graph(path));
        _workshop.Run(new Chain { Spec = new(5) }.Graph(path));

        var outcomes = _workshop.Run(new Chain().Graph(path));

        Assert.Equal(NodeState.Restored, outcomes["keep"].State);
        Assert.Equal("spec.longest 5 → 4", outcomes["keep"].Reason);
        Assert.Equal("one two", File.ReadAllText(Path.Combine(_workshop.Out, "joined.txt")));
    }

    [Fact]
    public void A_target_brings_its_ancestors_and_no_others()
    {
        var path = _workshop.Source("a.txt", "one two");
        var graph = new Chain().Graph(path);
        using var builder = _workshop.Builder(graph);

        var words = builder.Run("Words", TestContext.Current.CancellationToken);
        var afterWords = builder.Outcomes.Select(outcome => outcome.Name).ToList();
        var all = builder.Run("All", TestContext.Current.CancellationToken);
        var none = builder.Run("Deliver", TestContext.Current.CancellationToken);

        Assert.Equal((NodeState.Ran, "first run"), (words.State, words.Reason));
        Assert.Equal(["words"], afterWords);
        Assert.Equal("2 of 2; keep: first run", all.Reason);
        Assert.Equal(NodeState.UpToDate, none.State);
    }

    [Fact]
    public void A_missing_source_is_a_problem_that_names_it()
    {
        var graph = new Chain().Graph(Path.Combine(_workshop.Root, "absent.txt"));

        var e = Assert.Throws<global::Recipes.Core.RecipeException>(() => _workshop.Run(graph));

        Assert.Contains("documents/a.txt", Assert.Single(e.Problems).Fact, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_and_digests_can_be_read_from_what_is_available()
    {
        var path = _workshop.Source("a.txt", "one two");
        var chain = new Chain();
        using var builder = _workshop.Builder(chain.Graph(path));
        Assert.Throws<InvalidOperationException>(() => builder.Read(chain.Joined!));

        builder.Run("All", TestContext.Current.CancellationToken);

        Assert.Equal("one two", builder.Read(chain.Joined!));
        Assert.Equal( // printf 'one two' | sha256sum
            "8ab63e29a4ba14e4e1688f9c15e5af90895421358c945b0431f85d66977bd3d2",
            builder.Digest(chain.Joined!));
    }

    [Fact]
    public void The_plan_says_what_will_run_and_what_may()
    {
        var path = _workshop.Source("a.txt", "one two three");
        using (var first = _workshop.Builder(new Chain().Graph(path)))
        {
            Assert.All(first.Plan(), node => Assert.Equal(PlannedAction.MustRun, node.Action));
        }

        _workshop.Run(new Chain().Graph(path));
        using var same = _workshop.Builder(new Chain().Graph(path));
        using var edited = _workshop.Builder(new Chain { Spec = new(5) }.Graph(path));

        Assert.All(same.Plan(), node => Assert.Equal(PlannedAction.UpToDate, node.Action));
        Assert.Equal(
            [PlannedAction.UpToDate, PlannedAction.MustRun, PlannedAction.MayRun],
            edited.Plan().Select(node => node.Action));
        Assert.Equal("spec.longest 4 → 5", edited.Plan()[1].Reason);
        Assert.NotNull(edited.Plan()[2].ExpectedSeconds);
    }
}
