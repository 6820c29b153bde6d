using System.Collections.Concurrent;
using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Tests.Engine;

/// <summary>A temporary folder with sources, a store and an out folder.</summary>
public sealed class Workshop : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("recipes-engine-").FullName;

    public string Cache => Path.Combine(Root, "cache");

    public string Out => Path.Combine(Root, "out");

    public ConcurrentQueue<RunEvent> Events { get; } = new();

    public IEnumerable<string> Warnings => Events.OfType<WarningEvent>().Select(e => e.Text);

    public string Source(string name, string text)
    {
        var path = Path.Combine(Root, name);
        File.WriteAllText(path, text);
        return path;
    }

    public Builder Builder(Graph graph, string? lockFile = null) => new(graph, new()
    {
        CacheFolder = Cache,
        OutFolder = Out,
        RecipeId = "test",
        Emit = Events.Enqueue,
        ProcessDescription = "tests",
        Locked = lockFile is not null,
        LockFile = lockFile,
    });

    /// <summary>Runs a graph's target in a builder of its own; state by node.</summary>
    public IReadOnlyDictionary<string, NodeOutcome> Run(Graph graph, string target = "All")
    {
        using var builder = Builder(graph);
        builder.Run(target, TestContext.Current.CancellationToken);
        return builder.Outcomes.ToDictionary(outcome => outcome.Name);
    }

    public string BlobPath(string digest) => Path.Combine(Cache, "cas", "sha256", digest[..2], digest[2..]);

    /// <summary>Overwrites a read-only blob.</summary>
    public void Damage(string digest, string text)
    {
        File.SetAttributes(BlobPath(digest), FileAttributes.Normal);
        File.WriteAllText(BlobPath(digest), text);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary>A stage made of a function, counting how often it ran.</summary>
public sealed class FunctionStage<TSpec, TIn, TOut>(
    string name, Func<TSpec, TIn, StageContext, TOut> run, int version = 1) : IStage<TSpec, TIn, TOut>
{
    private int _runs;

    public int Runs => _runs;

    public StageId Id => new(name, version);

    public TOut Run(TSpec spec, TIn input, StageContext context)
    {
        Interlocked.Increment(ref _runs);
        return run(spec, input, context);
    }
}

/// <summary>A chain of three: words of a source file, of which those longer than a limit are kept, then
/// joined.</summary>
public sealed class Chain
{
    public sealed record Limit(int Longest, string Note = "");

    public sealed record Nothing;

    public int WordsVersion { get; init; } = 1;

    public Limit Spec { get; init; } = new(4);

    public string Separator { get; init; } = " ";

    public ArtifactClass Class { get; init; } = ArtifactClass.Exact;

    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    public Action<StageContext> InKeep { get; init; } = _ => { };

    public Handle<string>? Joined { get; private set; }

    public Graph Graph(string path)
    {
        var graph = new Graph();
        var words = graph.Add(
            new FunctionStage<Nothing, SourceFile, IReadOnlyList<string>>(
                "words",
                (_, file, _) => [.. File.ReadAllText(file.Path).Split(' ', '\n').Where(word => !word.StartsWith('#'))],
                WordsVersion),
            new Nothing(),
            graph.File(path, "documents/a.txt"),
            Formats.JsonLines<string>("words.jsonl"),
            new() { Name = "words", Target = "Words" });
        var kept = graph.Add(
            new FunctionStage<Limit, IReadOnlyList<string>, IReadOnlyList<string>>("keep", (limit, input, context) =>
            {
                InKeep(context);
                return [.. input.Where(word => word.Length <= limit.Longest)];
            }),
            Spec,
            words,
            Formats.JsonLines<string>("kept.jsonl"),
            new() { Name = "keep", Target = "All", Class = Class, Facts = Facts });
        Joined = graph.Add(
            new FunctionStage<string, IReadOnlyList<string>, string>(
                "join", (separator, input, _) => string.Join(separator, input)),
            Separator,
            kept,
            Formats.Text("joined.txt"),
            new() { Name = "join", Target = "All" });
        graph.Publish(words, "words.jsonl");
        graph.Publish(Joined, "joined.txt");
        return graph;
    }
}
