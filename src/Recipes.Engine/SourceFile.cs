namespace Recipes.Engine;

/// <summary>A file of the user, read where it lies.</summary>
/// <param name="Path">Absolute path; no part of any key.</param>
public sealed record SourceFile(string Path);
