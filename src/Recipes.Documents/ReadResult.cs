using Recipes.Core;

namespace Recipes.Documents;

/// <summary>What became of a file: a document, or the problems that kept it from being one.</summary>
public sealed record ReadResult
{
    /// <summary>The document; null where the file could not be read.</summary>
    public SourceDocument? Document { get; init; }

    /// <summary>Why it could not be read, at least one where <see cref="Document"/> is null; else what its reader noticed.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];
}
