using System.Diagnostics;
using Recipes.Core;
using Recipes.Engine.Storage;

namespace Recipes.Engine;

/// <summary>Brings one node up to date: finds its result, waits for another build that makes it, or runs its
/// stage.</summary>
internal sealed class NodeRunner(Session session, BuilderOptions options, Availability available, IViews views)
{
    private Dictionary<string, HistoryEntry>? _history;

    private Dictionary<string, HistoryEntry> History => _history ??= session.Index.History(options.RecipeId);

    /// <summary>Brings a node up to date whose inputs are available; afterwards it is too.</summary>
    /// <param name="node">The node.</param>
    /// <param name="failed">Takes the outcome of a stage that threw, before the exception goes on.</param>
    /// <param name="cancellation">Ends waiting and running.</param>
    public NodeOutcome Ensure(Node node, Action<NodeOutcome> failed, CancellationToken cancellation)
    {
        var parts = available.Parts(node);
        var key = Keys.Digest(parts);
        var history = History.GetValueOrDefault(node.Name);
        if (session.Intact(key) is { } stored)
        {
            var reason = history is null ? "in the store already" : Reasons.Why(session.Index, history, key, parts);
            return Reuse(node, stored, history, reason);
        }

        using var held = Lock(node, key, cancellation);
        if (session.Intact(key) is { } made)
        {
            return Reuse(node, made, null, "made meanwhile by another build");
        }

        return Make(node, key, parts, history, failed, cancellation);
    }

    private KeyLock Lock(Node node, string key, CancellationToken cancellation)
    {
        var told = false;
        return KeyLock.Acquire(
            session.LockFile(key),
            () =>
            {
                // The owner writes its name just after it has the lock, so there may be none yet.
                if (!told && session.Index.Owner(key) is { } owner)
                {
                    told = true;
                    var text = $"another build makes this already ({owner}): waiting for its result";
                    options.Emit(new NoteEvent(text) { Node = node.Name });
                }
            },
            cancellation);
    }

    private NodeOutcome Reuse(Node node, StoredResult stored, HistoryEntry? history, string reason)
    {
        available.Set(node, stored.Outputs);
        var unchanged = history?.Key == stored.Key;
        if (!unchanged)
        {
            Remember(node, stored.Key, reason);
        }

        return new()
        {
            Name = node.Name,
            Target = node.Options.Target,
            State = unchanged ? NodeState.UpToDate : NodeState.Restored,
            Reason = unchanged ? "nothing changed" : reason,
            Seconds = stored.Seconds,
            PeakBytes = stored.PeakBytes,
            Key = stored.Key,
        };
    }

    private void Remember(Node node, string key, string reason)
    {
        var last = History.GetValueOrDefault(node.Name);
        var entry = last?.Key == key
            ? last with { Reason = reason, Run = session.Run }
            : new(key, session.Run, reason, last?.Key, last?.Run);
        session.Index.Save(options.RecipeId, node.Name, entry);
        History[node.Name] = entry;
    }

    private NodeOutcome Make(
        Node node,
        string key,
        IReadOnlyList<KeyPart> parts,
        HistoryEntry? history,
        Action<NodeOutcome> failed,
        CancellationToken cancellation)
    {
        session.Index.SetOwner(key, FormattableString.Invariant($"process {Environment.ProcessId}, {node.Name}"));
        var execution = new Execution(node, session.OutputFolder, session.CheckpointFolder(key), options.Emit);
        var outcome = new NodeOutcome
        {
            Name = node.Name,
            Target = node.Options.Target,
            State = NodeState.Ran,
            Reason = Reasons.Why(session.Index, history, key, parts),
            Seconds = 0,
            PeakBytes = 0,
            Key = key,
        };
        PeakMemory.Begin();
        var clock = Stopwatch.StartNew();
        NodeOutcome Measured() => outcome with
        {
            Seconds = clock.Elapsed.TotalSeconds,
            PeakBytes = PeakMemory.Bytes(),
            ResumedAt = execution.ResumedAt,
        };
        IReadOnlyList<OutputFile> outputs;
        try
        {
            cancellation.ThrowIfCancellationRequested();
            execution.Run(views, cancellation);
            outputs = execution.Take(session.Blobs);
        }
        catch (Exception e)
        {
            execution.Abandon();
            session.Index.RemoveOwner(key);
            if (!(e is OperationCanceledException && cancellation.IsCancellationRequested))
            {
                options.Emit(new WarningEvent("failed: " + e.Message.ReplaceLineEndings(" ")) { Node = node.Name });
                failed(Measured() with { State = NodeState.Failed, Reason = e.Message });
            }

            throw;
        }

        outcome = Measured();
        Keep(node, outcome, parts, outputs);
        execution.Finish();
        return outcome;
    }

    /// <summary>Records the result, unless a source changed while the stage read it: what it read is then
    /// unknown.</summary>
    private void Keep(Node node, NodeOutcome outcome, IReadOnlyList<KeyPart> parts, IReadOnlyList<OutputFile> outputs)
    {
        available.Set(node, outputs);
        if (node.Inputs.OfType<SourceReference>().FirstOrDefault(session.Sources.Moved) is { } moved)
        {
            session.Index.RemoveOwner(outcome.Key);
            var text = $"{moved.LogicalName} changed while it was read: the result is used now and not kept";
            options.Emit(new WarningEvent(text) { Node = node.Name });
            return;
        }

        if (node.Options.Class == ArtifactClass.Exact && session.Index.Result(outcome.Key) is { } before
            && !before.Outputs.SequenceEqual(outputs))
        {
            options.Emit(new WarningEvent("equal inputs gave another output than before") { Node = node.Name });
        }

        var result = new StoredResult
        {
            Key = outcome.Key,
            Frame = Keys.Digest(node.OwnParts),
            Node = node.Name,
            Outputs = outputs,
            Seconds = outcome.Seconds,
            PeakBytes = outcome.PeakBytes,
        };
        session.Index.Together(() =>
        {
            session.Index.Save(result, parts);
            session.Index.RemoveOwner(outcome.Key);
            Remember(node, outcome.Key, outcome.Reason);
        });
    }
}
