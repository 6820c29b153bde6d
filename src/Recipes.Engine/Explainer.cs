using Recipes.Engine.Storage;

namespace Recipes.Engine;

/// <summary>Reads the history: which parts differed when a node last got another key.</summary>
internal sealed class Explainer(StoreIndex index, string recipeId)
{
    private readonly Dictionary<string, HistoryEntry> _history = index.History(recipeId);
    private readonly Dictionary<string, NodeExplanation> _byNode = new(StringComparer.Ordinal);

    /// <summary>One explanation per node, in the order of the graph, which has causes before effects.</summary>
    public IReadOnlyList<NodeExplanation> Explain(IReadOnlyList<Node> nodes)
    {
        foreach (var node in nodes)
        {
            _byNode[node.Name] = Explain(node);
        }

        return [.. nodes.Select(node => _byNode[node.Name])];
    }

    private NodeExplanation Explain(Node node)
    {
        var history = _history.GetValueOrDefault(node.Name);
        var changes = history?.PreviousKey is { } previous
            && index.Parts(previous) is { } old && index.Parts(history.Key) is { } now
            ? PartDifference.Between(old, now)
            : [];
        return new()
        {
            Node = node.Name,
            Target = node.Options.Target,
            Key = history?.Key,
            PreviousKey = history?.PreviousKey,
            Reason = history?.Reason ?? "never ran",
            Changes = changes,
            RootCauses = [.. changes.SelectMany(change => Roots(node, change)).Distinct()],
            Run = history?.Run,
            PreviousRun = history?.PreviousRun,
        };
    }

    /// <summary>Follows a change of an upstream output to what changed there; those nodes are explained
    /// already.</summary>
    private IEnumerable<RootCause> Roots(Node node, PartChange change) =>
        Keys.NodeOf(change.Part) is { } upstream
        && _byNode.TryGetValue(upstream, out var above) && above.RootCauses.Count > 0
            ? above.RootCauses
            : [new(node.Name, change)];
}
