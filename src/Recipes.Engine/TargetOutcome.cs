namespace Recipes.Engine;

/// <summary>What a run did with the nodes of one target.</summary>
/// <param name="Target">Its name.</param>
/// <param name="State">The worst of its nodes; up to date where it has none.</param>
/// <param name="Reason">Of the first node in that state, with its name and the number of others where there are
/// any.</param>
/// <param name="Seconds">Wall time of the call, ancestors included.</param>
public sealed record TargetOutcome(string Target, NodeState State, string Reason, double Seconds);
