using Recipes.Engine.Storage;

namespace Recipes.Engine;

/// <summary>Says what a run would do, as far as that can be known without running.</summary>
internal sealed class Planner(Session session, string recipeId)
{
    private readonly Dictionary<string, HistoryEntry> _history = session.Index.History(recipeId);
    private readonly Availability _available = new(session.Sources);

    /// <summary>One entry per node, in the order of the graph.</summary>
    public PlannedNode[] Plan(IReadOnlyList<Node> nodes) => [.. nodes.Select(Plan)];

    private PlannedNode Plan(Node node)
    {
        var history = _history.GetValueOrDefault(node.Name);
        var last = history is null ? null : session.Index.Result(history.Key);
        var (action, reason) = _available.HasAll(node.Inputs) ? Known(node, history) : Unknown(node);
        return new()
        {
            Name = node.Name,
            Target = node.Options.Target,
            Action = action,
            Reason = reason,
            ExpectedSeconds = last?.Seconds,
        };
    }

    private (PlannedAction Action, string Reason) Known(Node node, HistoryEntry? history)
    {
        var parts = _available.Parts(node);
        var key = Keys.Digest(parts);
        if (session.Intact(key) is not { } stored)
        {
            return (PlannedAction.MustRun, Reasons.Why(session.Index, history, key, parts));
        }

        _available.Set(node, stored.Outputs);
        return history?.Key == key
            ? (PlannedAction.UpToDate, "nothing changed")
            : (PlannedAction.Restore, Reasons.Why(session.Index, history, key, parts));
    }

    private (PlannedAction Action, string Reason) Unknown(Node node)
    {
        var above = node.Inputs.OfType<OutputReference>().First(output => !_available.Has(output.Node)).Node.Name;
        return session.Index.HasFrame(Keys.Digest(node.OwnParts))
            ? (PlannedAction.MayRun, $"if {above} gives another output")
            : (PlannedAction.MustRun, "no run with these settings is in the store");
    }
}
