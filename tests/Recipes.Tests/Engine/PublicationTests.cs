using Recipes.Engine;

namespace Recipes.Tests.Engine;

public sealed class PublicationTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void A_deleted_out_folder_is_restored_without_running()
    {
        var path = _workshop.Source("a.txt", "one two");
        _workshop.Run(new Chain().Graph(path));
        Directory.Delete(_workshop.Out, recursive: true);

        var outcomes = _workshop.Run(new Chain().Graph(path));

        Assert.Equal(NodeState.Restored, outcomes["words"].State);
        Assert.Equal(NodeState.UpToDate, outcomes["keep"].State); // publishes nothing
        Assert.Equal(NodeState.Restored, outcomes["join"].State);
        Assert.Equal("one two", File.ReadAllText(Path.Combine(_workshop.Out, "joined.txt")));
    }

    [Fact]
    public void A_tampered_published_file_is_restored_and_the_store_is_untouched()
    {
        var path = _workshop.Source("a.txt", "one two");
        _workshop.Run(new Chain().Graph(path));
        File.WriteAllText(Path.Combine(_workshop.Out, "joined.txt"), "two one"); // equal length

        var outcomes = _workshop.Run(new Chain().Graph(path));

        Assert.Equal(NodeState.Restored, outcomes["join"].State);
        Assert.Equal("a published file was missing or changed", outcomes["join"].Reason);
        Assert.Equal("one two", File.ReadAllText(Path.Combine(_workshop.Out, "joined.txt")));
    }

    [Fact]
    public void Unchanged_files_are_not_written_again()
    {
        var path = _workshop.Source("a.txt", "one two");
        _workshop.Run(new Chain().Graph(path));
        var published = Path.Combine(_workshop.Out, "words.jsonl");
        var before = File.GetLastWriteTimeUtc(published);

        _workshop.Run(new Chain { Separator = "-" }.Graph(path));

        Assert.Equal(before, File.GetLastWriteTimeUtc(published));
        Assert.Equal("one-two", File.ReadAllText(Path.Combine(_workshop.Out, "joined.txt")));
    }

    [Fact]
    public void Large_files_are_links_and_small_ones_are_copies()
    {
        var graph = Folder(("big.bin", 1 << 20), ("small.bin", (1 << 20) - 1));

        _workshop.Run(graph);

        var big = new FileInfo(Path.Combine(_workshop.Out, "model", "big.bin"));
        var small = new FileInfo(Path.Combine(_workshop.Out, "model", "small.bin"));
        Assert.StartsWith(Path.Combine(_workshop.Cache, "cas"), big.LinkTarget, StringComparison.Ordinal);
        Assert.Null(small.LinkTarget);
        Assert.False(small.IsReadOnly);
    }

    [Fact]
    public void A_replaced_link_is_restored()
    {
        var graph = Folder(("big.bin", 1 << 20));
        _workshop.Run(graph);
        var big = Path.Combine(_workshop.Out, "model", "big.bin");
        File.Delete(big);
        File.WriteAllText(big, "mine");

        var outcomes = _workshop.Run(graph);

        Assert.Equal(NodeState.Restored, outcomes["folder"].State);
        Assert.NotNull(new FileInfo(big).LinkTarget);
    }

    [Fact]
    public void Files_that_are_no_longer_made_disappear()
    {
        _workshop.Run(Folder(("a/one.bin", 1), ("b/two.bin", 2)));
        File.WriteAllText(Path.Combine(_workshop.Out, "mine.txt"), "of the user");

        _workshop.Run(Folder(("a/one.bin", 1)));

        Assert.Equal(
            ["mine.txt", "model/a/one.bin"],
            Directory.GetFiles(_workshop.Out, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(_workshop.Out, file)).Order(StringComparer.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(_workshop.Out, "model", "b")));
    }

    [Fact]
    public void Targets_that_the_graph_no_longer_has_disappear()
    {
        var path = _workshop.Source("a.txt", "one two");
        _workshop.Run(Folder(("one.bin", 1)));

        _workshop.Run(new Chain().Graph(path), "Words");

        Assert.Equal(["words.jsonl"], Directory.GetFileSystemEntries(_workshop.Out).Select(Path.GetFileName));
    }

    [Fact]
    public void A_part_is_published_alone_and_a_folder_from_its_root()
    {
        var graph = new Graph();
        var folder = graph.Add(
            FolderStage(),
            new Dictionary<string, int> { ["rungs/lora/a.bin"] = 1, ["rungs/full/b.bin"] = 2, ["c.txt"] = 3 },
            graph.Value("nothing", 0), Formats.Folder(), new() { Name = "folder", Target = "All" });
        graph.Publish(folder.Part("c.txt", Formats.Text("c.txt")), "renamed.text");
        graph.Publish(folder.Part(["rungs/lora/"], Formats.Folder()), "lora");
        graph.Publish(folder.Part(["rungs/", "c.txt"], Formats.Folder()), "both");

        _workshop.Run(graph);

        Assert.Equal(
            ["both/c.txt", "both/rungs/full/b.bin", "both/rungs/lora/a.bin", "lora/a.bin", "renamed.text"],
            Directory.GetFiles(_workshop.Out, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(_workshop.Out, file)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/outside")]
    [InlineData("a//b")]
    public void A_target_outside_the_out_folder_is_refused(string target)
    {
        var graph = new Graph();
        var folder = graph.Add(
            FolderStage(), new Dictionary<string, int>(), graph.Value("nothing", 0), Formats.Folder(),
            new() { Name = "folder", Target = "All" });

        Assert.Throws<ArgumentException>(() => graph.Publish(folder, target));
    }

    private static FunctionStage<Dictionary<string, int>, int, FolderArtifact> FolderStage() =>
        new("folder", (sizes, _, context) =>
        {
            foreach (var (name, size) in sizes)
            {
                var file = Path.Combine(context.OutputFolder, name);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllBytes(file, new byte[size]);
            }

            return new(context.OutputFolder);
        });

    private static Graph Folder(params (string Name, int Size)[] files)
    {
        var graph = new Graph();
        var folder = graph.Add(
            FolderStage(), files.ToDictionary(file => file.Name, file => file.Size), graph.Value("nothing", 0),
            Formats.Folder(), new() { Name = "folder", Target = "All" });
        graph.Publish(folder, "model");
        return graph;
    }
}
