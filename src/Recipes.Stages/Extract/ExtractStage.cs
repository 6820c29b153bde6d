using Recipes.Core;
using Recipes.Documents;
using Recipes.Engine;

namespace Recipes.Stages.Extract;

/// <summary>Turns one document into facts.</summary>
/// <remarks>Spec: <c>extract.passage</c>. A document that could not be read (null) has no facts.</remarks>
internal sealed class ExtractStage : IStage<PassageSpec, SourceDocument?, IReadOnlyList<Fact>>
{
    public StageId Id { get; } = new("extract", Version: 3);

    public IReadOnlyList<Fact> Run(PassageSpec spec, SourceDocument? input, StageContext context)
    {
        if (input is null)
        {
            return [];
        }

        var rendered = DocumentText.Render(input);
        return Outline.FactsOf(input, rendered.Ranges, rendered.Digest, spec.Passage);
    }
}

/// <summary>What Extract depends on.</summary>
/// <param name="Passage">clause | section | document.</param>
internal sealed record PassageSpec(string Passage);
