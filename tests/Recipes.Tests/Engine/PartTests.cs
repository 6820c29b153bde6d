using Recipes.Engine;

namespace Recipes.Tests.Engine;

public sealed class PartTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void A_reader_of_one_file_is_not_run_for_another()
    {
        var first = Build(1, 10);
        var second = Build(2, 10); // a.txt changed, which only the reader of the whole sees
        var third = Build(2, 20);

        Assert.Equal([NodeState.Ran, NodeState.Ran, NodeState.Ran], States(first));
        Assert.Equal([NodeState.Ran, NodeState.UpToDate, NodeState.Ran], States(second));
        Assert.Equal([NodeState.Ran, NodeState.Ran, NodeState.Ran], States(third));
        Assert.StartsWith("input make › sub/b.txt ", third["one"].Reason, StringComparison.Ordinal);

        static IEnumerable<NodeState> States(IReadOnlyDictionary<string, NodeOutcome> outcomes) =>
            outcomes.Values.Select(outcome => outcome.State);
    }

    [Fact]
    public void An_absent_file_is_a_part_and_its_appearance_a_reason()
    {
        var first = Run(false);
        var again = Run(false);
        var appeared = Run(true);

        Assert.Equal(NodeState.Ran, first["look"].State);
        Assert.Equal(NodeState.UpToDate, again["look"].State);
        Assert.StartsWith("input make › maybe.txt (absent) → ", appeared["look"].Reason, StringComparison.Ordinal);

        IReadOnlyDictionary<string, NodeOutcome> Run(bool writes)
        {
            var graph = new Graph();
            var made = graph.Add(
                new FunctionStage<bool, int, FolderArtifact>("make", (wanted, _, context) =>
                {
                    if (wanted)
                    {
                        File.WriteAllText(Path.Combine(context.OutputFolder, "maybe.txt"), "here");
                    }

                    return new(context.OutputFolder);
                }),
                writes, graph.Value("zero", 0), Formats.Folder(), new() { Name = "make", Target = "All" });
            graph.Add(
                new FunctionStage<int, FolderArtifact, string>("look", (_, folder, _) =>
                    string.Join(' ', Directory.GetFiles(folder.Path).Select(Path.GetFileName))),
                0, made.Part(["maybe.txt"], Formats.Folder()), Formats.Text("found.txt"),
                new() { Name = "look", Target = "All" });
            return _workshop.Run(graph);
        }
    }

    [Fact]
    public void A_single_folder_is_read_from_its_root()
    {
        var graph = new Graph();
        var made = Made(graph, 1, 2);
        var sub = made.Part(["sub/"], Formats.Text("b.txt"));
        using var builder = _workshop.Builder(graph);

        builder.Run("All", TestContext.Current.CancellationToken);

        Assert.Equal("2", builder.Read(sub));
        Assert.Equal("2", builder.Read(made.Part("sub/b.txt", Formats.Text("sub/b.txt"))));
        Assert.Equal(builder.Digest(sub), builder.Digest(made.Part("sub/b.txt", Formats.Text("sub/b.txt"))));
    }

    [Fact]
    public void The_digest_of_several_files_is_that_of_their_list()
    {
        var graph = new Graph();
        var made = Made(graph, 1, 2);
        using var builder = _workshop.Builder(graph);

        builder.Run("All", TestContext.Current.CancellationToken);

        // printf 1 > a.txt; mkdir sub; printf 2 > sub/b.txt; sha256sum a.txt sub/b.txt | sha256sum
        Assert.Equal("003f9b0732aa2ca47ac41e324a1c7b2cda516aed86a45a1d2545149bc6f5446c", builder.Digest(made));
    }

    [Fact]
    public void Joins_and_lists_give_their_values_in_order()
    {
        var graph = new Graph();
        var numbers = Enumerable.Range(1, 6).Select(i => graph.Value($"n{i}", i)).ToList();
        var six = Graph.Join(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
        var five = Graph.Join(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        var four = Graph.Join(numbers[0], numbers[1], numbers[2], numbers[3]);
        var three = Graph.Join(numbers[0], numbers[1], numbers[2]);
        using var builder = _workshop.Builder(graph);

        Assert.Equal((1, 2, 3, 4, 5, 6), builder.Read(six));
        Assert.Equal((1, 2, 3, 4, 5), builder.Read(five));
        Assert.Equal((1, 2, 3, 4), builder.Read(four));
        Assert.Equal((1, 2, 3), builder.Read(three));
        Assert.Equal([1, 2, 3, 4, 5, 6], builder.Read(Graph.All(numbers)));
    }

    [Fact]
    public void The_leaves_of_a_spec_and_of_a_value_are_named_as_in_the_recipe()
    {
        var before = Reason(new(0.8, ["lora"], new(true)), 2);
        var after = Reason(new(0.9, ["lora", "full"], new(false)), 3);

        Assert.Equal("first run", before);
        Assert.Equal("spec.high-mark 0.8 → 0.9, spec.inner.keep-if-numbers-differ true → false and 2 more", after);

        string Reason(Spec spec, int threads)
        {
            var graph = new Graph();
            graph.Add(
                new FunctionStage<Spec, Machine, string>("stage", (_, _, _) => ""),
                spec, graph.Value("hardware", new Machine(threads)), Formats.Text("t"),
                new() { Name = "node", Target = "All" });
            return _workshop.Run(graph)["node"].Reason;
        }
    }

    private sealed record Spec(double HighMark, IReadOnlyList<string> Ladder, Inner Inner);

    private sealed record Inner(bool KeepIfNumbersDiffer);

    private sealed record Machine(int Threads);

    private static Handle<FolderArtifact> Made(Graph graph, int a, int b) => graph.Add(
        new FunctionStage<int[], int, FolderArtifact>("make", (spec, _, context) =>
        {
            Directory.CreateDirectory(Path.Combine(context.OutputFolder, "sub"));
            File.WriteAllText(Path.Combine(context.OutputFolder, "a.txt"), $"{spec[0]}");
            File.WriteAllText(Path.Combine(context.OutputFolder, "sub", "b.txt"), $"{spec[1]}");
            return new(context.OutputFolder);
        }),
        [a, b], graph.Value("zero", 0), Formats.Folder(), new() { Name = "make", Target = "All" });

    private IReadOnlyDictionary<string, NodeOutcome> Build(int a, int b)
    {
        var graph = new Graph();
        var made = Made(graph, a, b);
        graph.Add(
            new FunctionStage<int, string, string>("one", (_, text, _) => text),
            0, made.Part("sub/b.txt", Formats.Text("sub/b.txt")), Formats.Text("t"),
            new() { Name = "one", Target = "All" });
        graph.Add(
            new FunctionStage<int, FolderArtifact, string>("all", (_, folder, _) => folder.Path.Length > 0 ? "x" : ""),
            0, made, Formats.Text("t"), new() { Name = "all", Target = "All" });
        return _workshop.Run(graph);
    }
}
