namespace Recipes.Engine;

/// <summary>One named value of a key.</summary>
/// <param name="Name"><c>spec.threshold</c>, <c>input dedupe › facts.jsonl</c>.</param>
/// <param name="Value">JSON of a leaf, or 64 hex digits of a file.</param>
internal readonly record struct KeyPart(string Name, string Value);
