namespace Recipes.Engine;

/// <summary>Files that are used where they lie, such as a model folder.</summary>
/// <param name="Path">Written: the stage's <see cref="StageContext.OutputFolder"/>, or another folder, whose files are
/// copied. Read: a folder of read-only links, valid until the builder is disposed.</param>
public sealed record FolderArtifact(string Path);
