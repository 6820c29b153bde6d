namespace Recipes.Documents.Workers;

/// <summary>How a reading process of our own is started; what it runs must call <see cref="DocumentWorker.Run"/>.</summary>
/// <param name="Program">Path, or a name found on PATH; no shell reads it.</param>
/// <param name="Arguments">Given one by one.</param>
public sealed record WorkerCommand(string Program, IReadOnlyList<string> Arguments);
