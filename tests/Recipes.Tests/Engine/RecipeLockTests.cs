using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Tests.Engine;

public sealed class RecipeLockTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    private string LockPath => Path.Combine(_workshop.Root, "recipe.lock");

    [Fact]
    public void What_was_locked_holds_on_a_second_run_and_the_file_does_not_move()
    {
        var path = _workshop.Source("a.txt", "one two");
        Lock(new Chain().Graph(path));
        var before = File.ReadAllText(LockPath);

        Lock(new Chain().Graph(path));

        Assert.Equal(before, File.ReadAllText(LockPath));
        Assert.Contains("\"documents/a.txt\"", before, StringComparison.Ordinal);
        Assert.Contains("\"tool\": \"0.1.0\"", before, StringComparison.Ordinal);
        using var builder = _workshop.Builder(new Chain().Graph(path), LockPath);
        builder.Run("All", TestContext.Current.CancellationToken);
        Assert.Empty(builder.CheckLock(LockPath));
    }

    [Fact]
    public void A_changed_source_ends_a_locked_run_before_anything_runs()
    {
        var path = _workshop.Source("a.txt", "one two");
        Lock(new Chain().Graph(path));
        File.WriteAllText(path, "one two three");

        using var builder = _workshop.Builder(new Chain().Graph(path), LockPath);
        var e = Assert.Throws<RecipeException>(() => builder.Run("All", TestContext.Current.CancellationToken));

        Assert.Equal("RCP6911", Assert.Single(e.Problems).Code);
        Assert.Contains("documents/a.txt", e.Problems[0].Fact, StringComparison.Ordinal);
        Assert.Empty(builder.Outcomes);
    }

    [Fact]
    public void A_changed_output_ends_a_locked_run_at_its_node()
    {
        var path = _workshop.Source("a.txt", "one two three");
        Lock(new Chain().Graph(path));
        var graph = new Chain { Spec = new(5) }.Graph(path);

        using var locked = _workshop.Builder(graph, LockPath);
        var e = Assert.Throws<RecipeException>(() => locked.Run("All", TestContext.Current.CancellationToken));
        using var free = _workshop.Builder(graph);
        free.Run("All", TestContext.Current.CancellationToken);

        Assert.StartsWith("the output of keep is ", Assert.Single(e.Problems).Fact, StringComparison.Ordinal);
        Assert.Equal(["the output of keep", "the output of join"],
            free.CheckLock(LockPath).Select(problem => problem.Fact.Split(" is ")[0]));
    }

    [Fact]
    public void Numeric_outputs_are_bound_within_their_class_only()
    {
        var path = _workshop.Source("a.txt", "one two");
        Lock(Numeric("avx2", "a"));
        Lock(Numeric("avx512", "b")); // a second machine adds its class

        Assert.Empty(Check(Numeric("avx2", "a")));
        Assert.Empty(Check(Numeric("avx512", "b")));
        Assert.Empty(Check(Numeric("neon", "c"))); // not locked: nothing to compare
        var problem = Assert.Single(Check(Numeric("avx2", "x"))); // join gives the same as before
        Assert.StartsWith("the output of keep (isa=avx2) is ", problem.Fact, StringComparison.Ordinal);

        Graph Numeric(string isa, string extra) => new Chain
        {
            Class = ArtifactClass.Numeric,
            Facts = new Dictionary<string, string> { ["isa"] = isa },
            // Another machine gives other bytes. Not a part of the key, so each check begins with an empty store.
            InKeep = context => File.WriteAllText(Path.Combine(context.OutputFolder, "extra"), extra),
        }.Graph(path);

        IReadOnlyList<Problem> Check(Graph graph)
        {
            Directory.Delete(_workshop.Cache, recursive: true);
            using var builder = _workshop.Builder(graph);
            builder.Run("All", TestContext.Current.CancellationToken);
            return builder.CheckLock(LockPath);
        }
    }

    [Fact]
    public void Another_recipe_drops_the_classes_of_the_old_one()
    {
        var path = _workshop.Source("a.txt", "one two");
        Lock(Numeric("avx2", 4));
        Lock(Numeric("avx512", 5));

        var text = File.ReadAllText(LockPath);
        Assert.DoesNotContain("isa=avx2", text, StringComparison.Ordinal);
        Assert.Contains("isa=avx512", text, StringComparison.Ordinal);
        using var builder = _workshop.Builder(Numeric("avx2", 4), LockPath);
        var e = Assert.Throws<RecipeException>(() => builder.Run("All", TestContext.Current.CancellationToken));
        Assert.Equal("RCP6913", Assert.Single(e.Problems).Code);

        Graph Numeric(string isa, int longest) => new Chain
        {
            Class = ArtifactClass.Numeric,
            Facts = new Dictionary<string, string> { ["isa"] = isa },
            Spec = new(longest),
        }.Graph(path);
    }

    [Fact]
    public void A_run_of_a_part_leaves_the_rest_of_the_lock_as_it_is()
    {
        var path = _workshop.Source("a.txt", "one two");
        Lock(new Chain().Graph(path));
        var before = File.ReadAllText(LockPath);

        using var builder = _workshop.Builder(new Chain().Graph(path));
        builder.Run("Words", TestContext.Current.CancellationToken);
        builder.WriteLock(LockPath, new Dictionary<string, string> { ["tool"] = "0.1.0" });

        Assert.Equal(before, File.ReadAllText(LockPath));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("<<<<<<< HEAD")]
    [InlineData("{\"lock\": 2}")]
    public void An_unreadable_lock_file_is_a_problem(string? content)
    {
        var path = _workshop.Source("a.txt", "one two");
        if (content is not null)
        {
            File.WriteAllText(LockPath, content);
        }

        using var builder = _workshop.Builder(new Chain().Graph(path), LockPath);
        var e = Assert.Throws<RecipeException>(() => builder.Run("All", TestContext.Current.CancellationToken));

        Assert.Equal("RCP6910", Assert.Single(e.Problems).Code);
    }

    private void Lock(Graph graph)
    {
        using var builder = _workshop.Builder(graph);
        builder.Run("All", TestContext.Current.CancellationToken);
        builder.WriteLock(LockPath, new Dictionary<string, string> { ["tool"] = "0.1.0" });
    }
}
