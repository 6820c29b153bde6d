using System.Security.Cryptography;
using Recipes.Engine;

namespace Recipes.Tests.Engine;

public sealed class StoreRepairTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Theory]
    [InlineData("\"one\"\n\"xxx\"\n")] // equal length: only the digest tells
    [InlineData("")]
    [InlineData("\"one\"\n\"two\"\ngarbage\n")]
    public void A_damaged_blob_is_made_again_and_never_served(string damaged)
    {
        var path = _workshop.Source("a.txt", "one two #three");
        var words = WordsDigest(path);
        _workshop.Damage(words, damaged);

        var outcomes = _workshop.Run(new Chain { Spec = new(5) }.Graph(path));

        Assert.Equal(NodeState.Ran, outcomes["words"].State);
        Assert.Equal("its stored output was damaged or missing", outcomes["words"].Reason);
        Assert.Equal("\"one\"\n\"two\"\n", File.ReadAllText(_workshop.BlobPath(words)));
        Assert.Equal("one two", File.ReadAllText(Path.Combine(_workshop.Out, "joined.txt")));
        Assert.Contains(_workshop.Warnings, text => text.StartsWith("damaged: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_blob_is_made_again()
    {
        var path = _workshop.Source("a.txt", "one two");
        var words = WordsDigest(path);
        File.Delete(_workshop.BlobPath(words));

        var outcomes = _workshop.Run(new Chain().Graph(path));

        Assert.Equal([NodeState.Ran, NodeState.UpToDate, NodeState.UpToDate], outcomes.Values.Select(o => o.State));
        Assert.True(File.Exists(_workshop.BlobPath(words)));
    }

    [Fact]
    public void A_touched_blob_with_the_right_bytes_is_kept()
    {
        var path = _workshop.Source("a.txt", "one two");
        var words = WordsDigest(path);
        _workshop.Damage(words, "\"one\"\n\"two\"\n");

        var outcomes = _workshop.Run(new Chain().Graph(path));

        Assert.All(outcomes.Values, outcome => Assert.Equal(NodeState.UpToDate, outcome.State));
        Assert.Empty(_workshop.Warnings);
    }

    [Fact]
    public void A_damaged_index_is_moved_aside_and_the_run_is_right()
    {
        var path = _workshop.Source("a.txt", "one two");
        _workshop.Run(new Chain().Graph(path));
        var index = Path.Combine(_workshop.Cache, "index-1.db");
        File.WriteAllText(index, new string('x', 8192));

        var outcomes = _workshop.Run(new Chain().Graph(path));

        Assert.All(outcomes.Values, outcome => Assert.Equal(NodeState.Ran, outcome.State));
        Assert.True(File.Exists(index + ".damaged"));
        Assert.Contains(_workshop.Warnings, text => text.Contains("begins anew", StringComparison.Ordinal));
    }

    [Fact]
    public void A_damaged_page_of_the_index_is_found_while_running_and_the_run_is_right()
    {
        var path = _workshop.Source("a.txt", "one two");
        _workshop.Run(new Chain().Graph(path));
        var index = Path.Combine(_workshop.Cache, "index-1.db");
        var bytes = File.ReadAllBytes(index);
        Array.Fill(bytes, (byte)0xA5, 4096, bytes.Length - 4096); // all pages but the first, which opening reads
        File.WriteAllBytes(index, bytes);

        var outcomes = _workshop.Run(new Chain { Separator = "-" }.Graph(path));

        Assert.All(outcomes.Values, outcome => Assert.Equal(NodeState.Ran, outcome.State));
        Assert.Equal("one-two", File.ReadAllText(Path.Combine(_workshop.Out, "joined.txt")));
        Assert.Contains(_workshop.Warnings, text => text.Contains("begins anew", StringComparison.Ordinal));
        Assert.Equal(NodeState.UpToDate, _workshop.Run(new Chain { Separator = "-" }.Graph(path))["join"].State);
    }

    [Fact]
    public void Blobs_are_read_only_and_named_by_their_bytes()
    {
        var path = _workshop.Source("a.txt", "one two");
        _workshop.Run(new Chain().Graph(path));

        var blobs = Directory.GetFiles(Path.Combine(_workshop.Cache, "cas"), "*", SearchOption.AllDirectories);

        Assert.Equal(2, blobs.Length); // words and kept are equal, joined differs
        foreach (var blob in blobs)
        {
            var name = Path.GetFileName(Path.GetDirectoryName(blob)) + Path.GetFileName(blob);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(blob))), name);
            Assert.True(File.GetAttributes(blob).HasFlag(FileAttributes.ReadOnly));
        }
    }

    [Fact]
    public void A_source_that_changes_while_it_is_read_is_not_recorded()
    {
        var path = _workshop.Source("a.txt", "one two");
        var graph = new Graph();
        var stage = new FunctionStage<string, SourceFile, string>("slow", (_, file, _) =>
        {
            var text = File.ReadAllText(file.Path);
            File.WriteAllText(file.Path, text + " more");
            return text;
        });
        var slow = graph.Add(
            stage, "", graph.File(path, "a.txt"), Formats.Text("a.txt"), new() { Name = "slow", Target = "All" });
        using (var builder = _workshop.Builder(graph))
        {
            builder.Run("All", TestContext.Current.CancellationToken);
            Assert.Equal("one two", builder.Read(slow)); // used in this run
        }

        Assert.Contains(_workshop.Warnings, text => text.Contains("changed while", StringComparison.Ordinal));
        File.WriteAllText(path, "one two"); // the bytes that the first run hashed: still nothing is known of them
        Assert.Equal(NodeState.Ran, _workshop.Run(graph)["slow"].State);
        Assert.Equal(2, stage.Runs);
    }

    private string WordsDigest(string path)
    {
        _workshop.Run(new Chain().Graph(path));
        return Convert.ToHexStringLower(SHA256.HashData(
            File.ReadAllBytes(Path.Combine(_workshop.Out, "words.jsonl"))));
    }
}
