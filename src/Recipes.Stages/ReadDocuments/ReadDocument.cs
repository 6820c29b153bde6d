using Recipes.Core;

namespace Recipes.Stages.ReadDocuments;

/// <summary>What reading one file gave: a document, or the reasons why not.</summary>
internal sealed record ReadDocument
{
    /// <summary>Null where the file could not be read.</summary>
    public SourceDocument? Document { get; init; }

    /// <summary>Empty where it could.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];
}
