namespace Recipes.Text.Statistics;

/// <summary>The score of one item.</summary>
/// <param name="Score">In [0, 1].</param>
/// <param name="Cluster">Items of one cluster go right or wrong together; null for an item of its own.</param>
public readonly record struct ItemScore(double Score, string? Cluster);
