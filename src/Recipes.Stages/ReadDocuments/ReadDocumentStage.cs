using Recipes.Core;
using Recipes.Documents;
using Recipes.Engine;

namespace Recipes.Stages.ReadDocuments;

/// <summary>Where a document belongs.</summary>
/// <param name="Path">Relative to the recipe's folder, with <c>/</c>.</param>
/// <param name="Kind">From the recipe's source.</param>
internal sealed record DocumentSpec(string Path, string Kind);

/// <summary>Reads one file. A file that cannot be read is a Problem; the rest of the corpus goes on.</summary>
internal sealed class ReadDocumentStage : IStage<DocumentSpec, SourceFile, ReadDocument>
{
    public StageId Id { get; } = new("documents", Version: 3);

    public ReadDocument Run(DocumentSpec spec, SourceFile input, StageContext context)
    {
        var result = DocumentReader.Read(input.Path, spec.Path, spec.Kind, new ReadLimits(), context.Cancellation);
        foreach (var problem in result.Problems)
        {
            context.Emit(new WarningEvent(problem) { Node = context.Node });
        }

        return new ReadDocument { Document = result.Document, Problems = result.Problems };
    }
}
