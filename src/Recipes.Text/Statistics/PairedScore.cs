namespace Recipes.Text.Statistics;

/// <summary>The scores of two models on one item.</summary>
/// <param name="Candidate">Of the tuned model, in [0, 1].</param>
/// <param name="Baseline">Of the model compared with, in [0, 1].</param>
/// <param name="Cluster">Items of one cluster go right or wrong together; null for an item of its own.</param>
public readonly record struct PairedScore(double Candidate, double Baseline, string? Cluster)
{
    /// <summary>Candidate − baseline.</summary>
    public double Difference => Candidate - Baseline;
}
