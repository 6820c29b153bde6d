using System.Collections.Concurrent;
using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Tests.Engine;

public sealed class ConcurrencyTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task Builders_at_once_on_one_store_run_each_key_once()
    {
        const int builders = 4;
        var path = _workshop.Source("a.txt", "one two three");
        var runs = new ConcurrentBag<string>();
        using var together = new Barrier(builders);

        var results = await Task.WhenAll(Enumerable.Range(0, builders).Select(_ => Task.Run(() =>
        {
            var graph = new Graph();
            var input = Graph.Join(graph.File(path, "a.txt"), graph.Value("zero", ""));
            var previous = graph.Add(
                new FunctionStage<int, (SourceFile File, string Zero), string>(
                    "first", (_, value, _) => Slow("first", value.File.Path)),
                0, input, Formats.Text("text"), new() { Name = "first", Target = "All" });
            for (var i = 0; i < 5; i++)
            {
                var name = $"next/{i}";
                previous = graph.Add(
                    new FunctionStage<int, string, string>("next", (spec, value, _) => Slow(name, value + spec)),
                    i, previous, Formats.Text("text"), new() { Name = name, Target = "All" });
            }

            using var builder = _workshop.Builder(graph);
            together.SignalAndWait();
            builder.Run("All", TestContext.Current.CancellationToken);
            return builder.Read(previous);
        })));

        Assert.Equal(6, runs.Count);
        Assert.Equal(6, runs.Distinct().Count());
        Assert.Single(results.Distinct());
        return;

        string Slow(string name, string value)
        {
            runs.Add(name);
            Thread.Sleep(30);
            return value;
        }
    }

    [Fact]
    public async Task Builders_at_once_publish_one_folder()
    {
        const int builders = 6;
        var content = Enumerable.Range(0, 30).ToDictionary(i => $"{i % 3}/{i}.txt", i => new string('x', i << 16)); // 16 to 29 are links
        var stage = new FunctionStage<int, int, FolderArtifact>("files", (_, _, context) =>
        {
            foreach (var (name, text) in content)
            {
                var path = Path.Combine(context.OutputFolder, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, text);
            }

            return new(context.OutputFolder);
        });
        for (var round = 0; round < 5; round++)
        {
            using var together = new Barrier(builders);
            await Task.WhenAll(Enumerable.Range(0, builders).Select(_ => Task.Run(() =>
            {
                var graph = new Graph();
                graph.Publish(graph.Add(stage, 0, graph.Value("zero", 0), Formats.Folder(), new() { Name = "files", Target = "All" }), "files");
                using var builder = _workshop.Builder(graph);
                together.SignalAndWait();
                builder.Run("All", TestContext.Current.CancellationToken);
            })));

            Assert.Equal(
                content.Keys.Order(StringComparer.Ordinal),
                Directory.EnumerateFiles(_workshop.Out, "*", SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(Path.Combine(_workshop.Out, "files"), file)).Order(StringComparer.Ordinal));
            Assert.All(content, file => Assert.Equal(file.Value, File.ReadAllText(Path.Combine(_workshop.Out, "files", file.Key))));
            Directory.Delete(_workshop.Out, recursive: true);
        }
    }

    [Fact]
    public async Task Who_waits_says_for_whom_and_takes_the_result()
    {
        using var started = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var stage = new FunctionStage<int, int, string>("slow", (_, _, _) =>
        {
            started.Set();
            goOn.Wait(TestContext.Current.CancellationToken);
            return "done";
        });
        var first = Task.Run(() => _workshop.Run(Graph()), TestContext.Current.CancellationToken);
        started.Wait(TestContext.Current.CancellationToken);

        var second = Task.Run(() => _workshop.Run(Graph()), TestContext.Current.CancellationToken);
        while (!_workshop.Events.OfType<NoteEvent>().Any())
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        goOn.Set();
        Assert.Equal(NodeState.Ran, (await first)["slow"].State);
        Assert.Equal((NodeState.Restored, "made meanwhile by another build"),
            ((await second)["slow"].State, (await second)["slow"].Reason));
        Assert.Contains(
            $"process {Environment.ProcessId}, slow",
            _workshop.Events.OfType<NoteEvent>().Single().Text,
            StringComparison.Ordinal);
        Assert.Equal(1, stage.Runs);

        Graph Graph()
        {
            var graph = new Graph();
            graph.Add(stage, 0, graph.Value("zero", 0), Formats.Text("text"), new() { Name = "slow", Target = "All" });
            return graph;
        }
    }

    [Fact]
    public async Task Waiting_ends_when_it_is_cancelled()
    {
        using var goOn = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        using var stop = new CancellationTokenSource();
        var graph = new Graph();
        graph.Add(
            new FunctionStage<int, int, string>("slow", (_, _, _) =>
            {
                started.Set();
                goOn.Wait(TestContext.Current.CancellationToken);
                return "done";
            }),
            0, graph.Value("zero", 0), Formats.Text("text"), new() { Name = "slow", Target = "All" });
        var first = Task.Run(() => _workshop.Run(graph), TestContext.Current.CancellationToken);
        started.Wait(TestContext.Current.CancellationToken);

        using var waiting = _workshop.Builder(graph);
        stop.CancelAfter(100);
        Assert.Throws<OperationCanceledException>(() => waiting.Run("All", stop.Token));
        goOn.Set();
        await first;

        Assert.Equal(NodeState.UpToDate, _workshop.Run(graph)["slow"].State);
    }
}
