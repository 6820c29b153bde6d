using System.Diagnostics;
using Recipes.Engine;

namespace Recipes.Tests.Engine;

public sealed class ManyNodesTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    [Trait("Speed", "slow")]
    public void A_thousand_nodes_are_up_to_date_the_second_time()
    {
        const int columns = 100;
        const int layers = 10;
        var path = _workshop.Source("a.txt", "one");
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var full = Stopwatch.StartNew();
        _workshop.Run(Grid());
        full.Stop();
        var nothing = Stopwatch.StartNew();
        var outcomes = _workshop.Run(Grid());
        nothing.Stop();

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{outcomes.Count} nodes: {full.ElapsedMilliseconds} ms, nothing to do {nothing.ElapsedMilliseconds} ms");
        Assert.Equal(columns * layers, outcomes.Count);
        Assert.All(outcomes.Values, outcome => Assert.Equal(NodeState.UpToDate, outcome.State));

        Graph Grid()
        {
            var graph = new Graph();
            var source = graph.File(path, "a.txt");
            for (var column = 0; column < columns; column++)
            {
                var above = graph.Add(
                    new FunctionStage<int, SourceFile, string>(
                        "read", (spec, file, _) => File.ReadAllText(file.Path) + spec),
                    column, source, Formats.Text("t"), new() { Name = $"c{column}/0", Target = "All" });
                for (var layer = 1; layer < layers; layer++)
                {
                    above = graph.Add(
                        new FunctionStage<int, string, string>("add", (spec, text, _) => text + spec),
                        layer, above, Formats.Text("t"), new() { Name = $"c{column}/{layer}", Target = "All" });
                }
            }

            return graph;
        }
    }
}
