namespace Recipes.Engine;

/// <summary>Which computation a node runs; both parts enter its key.</summary>
/// <param name="Name">A verb in kebab-case, such as <c>dedupe</c>.</param>
/// <param name="Version">Raised when equal inputs would now give another output.</param>
public readonly record struct StageId(string Name, int Version);
