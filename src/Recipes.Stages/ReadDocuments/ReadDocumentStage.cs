using Recipes.Core;
using Recipes.Documents;
using Recipes.Engine;
using Recipes.Stages.Privacy;

namespace Recipes.Stages.ReadDocuments;

/// <summary>Where a document belongs.</summary>
/// <param name="Path">Relative to the recipe's folder, with <c>/</c>.</param>
/// <param name="Kind">From the recipe's source.</param>
/// <param name="Privacy">What happens to personal data before the document is kept.</param>
internal sealed record DocumentSpec(string Path, string Kind, PrivacySpec Privacy);

/// <summary>Reads one file. A file that cannot be read is a Problem; the rest of the corpus goes on.</summary>
internal sealed class ReadDocumentStage : IStage<DocumentSpec, SourceFile, ReadDocument>
{
    public StageId Id { get; } = new("documents", Version: 4);

    public ReadDocument Run(DocumentSpec spec, SourceFile input, StageContext context)
    {
        var result = DocumentReader.Read(input.Path, spec.Path, spec.Kind, new ReadLimits(), context.Cancellation);
        foreach (var problem in result.Problems)
        {
            context.Emit(new WarningEvent(problem) { Node = context.Node });
        }

        return result.Document is { } document
            ? Guarded(document, spec.Privacy, context)
            : new ReadDocument { Problems = result.Problems };
    }

    private static ReadDocument Guarded(SourceDocument document, PrivacySpec privacy, StageContext context)
    {
        var guarded = DocumentPrivacy.Apply(document, privacy);
        foreach (var problem in guarded.Problems)
        {
            context.Emit(new WarningEvent(problem) { Node = context.Node });
        }

        return new ReadDocument { Document = guarded.Document, Problems = guarded.Problems, Findings = guarded.Findings };
    }
}
