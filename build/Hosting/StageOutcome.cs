namespace Recipes.Build.Hosting;

/// <summary>What became of a task.</summary>
/// <param name="Status"><c>Ran</c>, <c>Up to date</c> or <c>Restored</c>.</param>
/// <param name="Why">What differed; empty where nothing did.</param>
internal sealed record StageOutcome(string Status, string Why);
