using Recipes.Core;
using Recipes.Documents;
using Recipes.Documents.External;
using Recipes.Documents.Workers;
using Recipes.Engine;
using Recipes.Stages.Privacy;

namespace Recipes.Stages.ReadDocuments;

/// <summary>Where a document belongs, and what reads it besides us.</summary>
/// <param name="Path">Relative to the recipe's folder, with <c>/</c>.</param>
/// <param name="Kind">From the recipe's source.</param>
/// <param name="Privacy">What happens to personal data before the document is kept.</param>
/// <param name="Ocr">Language of pages that are pictures; null where they are not read.</param>
/// <param name="Programs">Versions of the programs that take part; null where none may.</param>
internal sealed record DocumentSpec(
    string Path, string Kind, PrivacySpec Privacy, string? Ocr = null, string? Programs = null);

/// <summary>Reads one file. A file that cannot be read is a Problem; the rest of the corpus goes on.</summary>
/// <param name="readings">Does the reading.</param>
internal sealed class ReadDocumentStage(DocumentReadings readings) : IStage<DocumentSpec, SourceFile, ReadDocument>
{
    public StageId Id { get; } = new("documents", Version: 4);

    public ReadDocument Run(DocumentSpec spec, SourceFile input, StageContext context)
    {
        var result = OfficeConverter.TargetOf(input.Path) is null
            ? Read(spec, input.Path, context.Cancellation)
            : ReadConverted(spec, input.Path, context.Cancellation);
        var read = result.Document is { } document
            ? Guarded(document, result.Problems, spec.Privacy)
            : new ReadDocument { Problems = result.Problems };
        foreach (var problem in read.Problems)
        {
            context.Emit(new WarningEvent(problem) { Node = context.Node });
        }

        return read;
    }

    private static ReadDocument Guarded(SourceDocument document, IReadOnlyList<Problem> problems, PrivacySpec privacy)
    {
        var guarded = DocumentPrivacy.Apply(document, privacy);
        return new()
        {
            Document = guarded.Document,
            Problems = [.. problems, .. guarded.Problems],
            Findings = guarded.Findings,
        };
    }

    private ReadResult ReadConverted(DocumentSpec spec, string file, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("recipes-convert-");
        try
        {
            var (made, problem) = OfficeConverter.Convert(file, spec.Path, folder.FullName, cancellation);
            return made is not null ? Read(spec, made, cancellation)
                : problem is not null ? new() { Problems = [problem] }
                : new();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private ReadResult Read(DocumentSpec spec, string file, CancellationToken cancellation)
    {
        var request = new ReadRequest { File = file, Path = spec.Path, Kind = spec.Kind };
        var result = readings.Read(request, cancellation);
        if (spec.Ocr is null || result.ScannedPages.Count == 0)
        {
            return result;
        }

        var recognized = PageRecognizer.Read(file, spec.Path, result.ScannedPages, spec.Ocr, cancellation);
        if (recognized.Pages.Count > 0)
        {
            result = readings.Read(request with { Recognized = recognized.Pages }, cancellation);
        }

        return result with { Problems = result.Document is null ? [.. recognized.Problems, .. result.Problems] : recognized.Problems };
    }
}
