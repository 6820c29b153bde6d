using Recipes.Core;
using Recipes.Stages.Privacy;

namespace Recipes.Stages.ReadDocuments;

/// <summary>What reading one file gave: a document, or the reasons why not.</summary>
internal sealed record ReadDocument
{
    /// <summary>Null where the file could not be read.</summary>
    public SourceDocument? Document { get; init; }

    /// <summary>Empty where it could.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Personal data found, also in a document that is refused for it.</summary>
    public IReadOnlyList<PersonalFinding> Findings { get; init; } = [];
}
