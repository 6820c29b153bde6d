using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Recipes.Core;
using Recipes.Engine.Storage;

namespace Recipes.Engine;

/// <summary>Brings the nodes of a graph up to date, one after the other, and publishes what they made.</summary>
/// <remarks>Opens nothing before the first call. Not safe for use from several threads; several builders are.</remarks>
public sealed class Builder : IDisposable
{
    private readonly Graph _graph;
    private readonly BuilderOptions _options;
    private readonly List<NodeOutcome> _outcomes = [];
    private Opened? _opened;

    /// <param name="graph">Complete: nothing is added afterwards.</param>
    /// <param name="options">Folders and the event sink.</param>
    public Builder(Graph graph, BuilderOptions options)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(options);
        if (options is { Locked: true, LockFile: null })
        {
            throw new ArgumentException("A locked run needs a lock file", nameof(options));
        }

        _graph = graph;
        _options = options;
    }

    /// <summary>What was done with each node so far, in the order in which it was done.</summary>
    public IReadOnlyList<NodeOutcome> Outcomes => _outcomes;

    /// <summary>Brings the nodes of a target and their ancestors up to date, and publishes them.</summary>
    /// <param name="target">Name of a target; one without nodes is up to date.</param>
    /// <param name="cancellation">Ends the run between nodes, and whatever stage heeds it.</param>
    /// <exception cref="RecipeException">A source is missing, or a locked run differs from the lock file.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; finished nodes stay, checkpoints too.</exception>
    public TargetOutcome Run(string target, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        var clock = Stopwatch.StartNew();
        try
        {
            RunNodes(target, cancellation);
        }
        catch (SqliteException e) when (StoreIndex.IsDamage(e))
        {
            // A page went bad that opening did not read. All that it held can be made again.
            _opened?.Session.DiscardIndex();
            _opened = null;
            _outcomes.Clear();
            RunNodes(target, cancellation);
        }

        return Summary(target, clock.Elapsed.TotalSeconds);
    }

    /// <summary>The value of a handle whose nodes are available.</summary>
    /// <exception cref="InvalidOperationException">A node has not been brought up to date by this builder.</exception>
    public T Read<T>(Handle<T> handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return handle.Read(Open().Views);
    }

    /// <summary>SHA-256 of the one file behind an available handle; of the sorted list <c>digest  name\n</c> for
    /// several; of the key parts for a join.</summary>
    /// <exception cref="InvalidOperationException">A node has not been brought up to date by this builder.</exception>
    public string Digest(Handle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        var opened = Open();
        return handle.References switch
        {
            [OutputReference output] => OutputFile.DigestOf(opened.Available.Files(output)),
            [SourceReference source] => opened.Session.Sources.Of(source),
            var several => Keys.Digest(opened.Available.Parts(several)),
        };
    }

    /// <summary>Why each node last ran, in the order of the graph, so causes come before effects.</summary>
    public IReadOnlyList<NodeExplanation> Explain() =>
        new Explainer(Open().Session.Index, _options.RecipeId).Explain(_graph.Nodes);

    /// <summary>What a run of everything would do, without running it, in the order of the graph.</summary>
    /// <exception cref="RecipeException">A source is missing.</exception>
    public PlannedNode[] Plan()
    {
        var session = Open().Session;
        var plan = new Planner(session, _options.RecipeId).Plan(_graph.Nodes);
        session.Sources.Save();
        return plan;
    }

    /// <summary>Writes recipe.lock from what is available. Entries of other numeric classes stay where their basis is
    /// the same, and entries of nodes that this builder did not bring up to date stay as they are.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="facts">Further lines that bind nothing: the chosen method, the verdict, the tool's version.</param>
    public void WriteLock(string path, IReadOnlyDictionary<string, string>? facts = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var opened = Open();
        var now = StateOf(opened, AvailableNodes(opened));
        RecipeLock.Write(path, now.Merge(
            RecipeLock.ReadIfThere(path), _graph.Nodes, facts ?? new Dictionary<string, string>()));
    }

    /// <summary>Compares what is available with recipe.lock.</summary>
    /// <returns>One problem per difference: sources, then outputs in the order of the graph; empty where all is as
    /// locked. A numeric class that is not in the file is no difference.</returns>
    /// <exception cref="RecipeException">The file is missing or is no lock file.</exception>
    public IReadOnlyList<Problem> CheckLock(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var locked = RecipeLock.Read(path);
        var opened = Open();
        var nodes = AvailableNodes(opened);
        var now = StateOf(opened, nodes);
        return
        [
            .. nodes.SelectMany(node => now.CompareSources(node, locked, path)).Distinct(),
            .. nodes.SelectMany(node => now.CompareOutput(node, locked, path)),
        ];
    }

    /// <summary>Removes this builder's links and closes the store.</summary>
    public void Dispose()
    {
        _opened?.Session.Dispose();
        _opened = null;
    }

    private Opened Open()
    {
        if (_opened is null)
        {
            var session = Session.Open(_options);
            var available = new Availability(session.Sources);
            var views = new Views(session, available);
            _opened = new(session, available, views, new NodeRunner(session, _options, available, views));
            session.SweepWork();
            if (_options is { Locked: true, LockFile: { } path })
            {
                _opened.Guard = new(RecipeLock.Read(path), path, StateOf(_opened, []));
            }
        }

        return _opened;
    }

    private void RunNodes(string target, CancellationToken cancellation)
    {
        var opened = Open();
        var needed = Needed(target);
        var total = needed.Count(node => node.Options.Target == target);
        var done = 0;
        try
        {
            opened.Guard?.CheckSources(needed);
            foreach (var node in needed)
            {
                cancellation.ThrowIfCancellationRequested();
                var ran = !opened.Available.Has(node) && Bring(opened, node, cancellation);
                done += node.Options.Target == target ? 1 : 0;
                if (ran && total > 1 && node.Options.Target == target)
                {
                    _options.Emit(new ProgressEvent(done, total, "node", node.Name) { Node = target });
                }
            }
        }
        finally
        {
            opened.Session.Sources.Save();
        }

        Publish(opened, needed);
    }

    private List<Node> AvailableNodes(Opened opened) => [.. _graph.Nodes.Where(opened.Available.Has)];

    private static LockState StateOf(Opened opened, IReadOnlyList<Node> nodes)
    {
        var state = new LockState(opened.Available, opened.Session.Sources);
        foreach (var node in nodes)
        {
            state.Include(node);
        }

        return state;
    }

    /// <summary>The nodes of a target and what they need, in the order of the graph.</summary>
    private List<Node> Needed(string target)
    {
        var needed = new HashSet<Node>();
        foreach (var node in _graph.Nodes.Reverse())
        {
            if (node.Options.Target == target || needed.Contains(node))
            {
                needed.Add(node);
                needed.UnionWith(node.Inputs.OfType<OutputReference>().Select(output => output.Node));
            }
        }

        return [.. _graph.Nodes.Where(needed.Contains)];
    }

    /// <summary>Brings one node up to date.</summary>
    /// <returns>True where its stage ran.</returns>
    private bool Bring(Opened opened, Node node, CancellationToken cancellation)
    {
        var outcome = opened.Runner.Ensure(node, _outcomes.Add, cancellation);
        _outcomes.Add(outcome);
        opened.Guard?.CheckOutput(node);
        return outcome.State == NodeState.Ran;
    }

    private void Publish(Opened opened, List<Node> needed)
    {
        if (opened.Publisher is null)
        {
            opened.Publisher = new(opened.Session, opened.Available, _options.OutFolder);
            opened.Publisher.RemoveOthers(_graph.Publications);
        }

        var nodes = needed.ToHashSet();
        var restored = opened.Publisher.Publish(
            [.. _graph.Publications.Where(publication => nodes.Contains(publication.Output.Node))]);
        var names = restored.Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < _outcomes.Count; i++)
        {
            if (_outcomes[i].State == NodeState.UpToDate && names.Contains(_outcomes[i].Name))
            {
                _outcomes[i] = _outcomes[i] with
                {
                    State = NodeState.Restored,
                    Reason = "a published file was missing or changed",
                };
            }
        }
    }

    private TargetOutcome Summary(string target, double seconds)
    {
        var outcomes = _outcomes.Where(outcome => outcome.Target == target).ToList();
        if (outcomes.Count == 0)
        {
            return new(target, NodeState.UpToDate, "nothing to do", seconds);
        }

        var worst = outcomes.Max(outcome => outcome.State);
        var same = outcomes.Where(outcome => outcome.State == worst).ToList();
        var reason = worst == NodeState.UpToDate ? "nothing changed"
            : outcomes.Count == 1 ? same[0].Reason
            : FormattableString.Invariant($"{same.Count} of {outcomes.Count}; {same[0].Name}: {same[0].Reason}");
        return new(target, worst, reason, seconds);
    }

    /// <summary>What exists once the store is open.</summary>
    private sealed record Opened(Session Session, Availability Available, Views Views, NodeRunner Runner)
    {
        /// <summary>Null before something is published.</summary>
        public Publisher? Publisher { get; set; }

        /// <summary>Null where the run is not locked.</summary>
        public LockGuard? Guard { get; set; }
    }
}
