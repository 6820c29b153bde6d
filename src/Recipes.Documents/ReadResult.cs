using Recipes.Core;

namespace Recipes.Documents;

/// <summary>What became of a file: a document, or the problems that kept it from being one.</summary>
public sealed record ReadResult
{
    /// <summary>The document; null where the file could not be read.</summary>
    public SourceDocument? Document { get; init; }

    /// <summary>Why it could not be read, at least one where <see cref="Document"/> is null; else what its reader noticed.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Numbers, from 1 on, of the pages that are pictures or whose letters have no known meaning: text recognition
    /// would help.</summary>
    public IReadOnlyList<int> ScannedPages { get; init; } = [];
}
