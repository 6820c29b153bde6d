using Recipes.Core;
using Recipes.Documents.Structure;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;

namespace Recipes.Documents.Pdf;

/// <summary>Reads the text layer of PDF files.</summary>
internal static class PdfReader
{
    /// <summary>Percent of letters without a Unicode value from which the text layer is of no use; chosen by hand.</summary>
    private const int MostUnmapped = 50;

    /// <exception cref="UnreadableException">Damaged, encrypted, scanned, empty, without character map, or over a limit.</exception>
    public static SourceDocument Read(FileStream file, string path, string kind, ReadBudget budget)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return ReadingThread.Run(budget, () => ReadBytes(bytes, path, kind, budget));
    }

    private static SourceDocument ReadBytes(byte[] bytes, string path, string kind, ReadBudget budget)
    {
        var filters = new MeteredFilters(budget);
        using var pdf = Open(bytes, filters);
        if (pdf.NumberOfPages > budget.Limits.Pages)
        {
            throw UnreadableException.Limit(
                $"it has {ReadBudget.Count(pdf.NumberOfPages)} pages, more than {ReadBudget.Count(budget.Limits.Pages)}");
        }

        var draft = new DocumentDraft(budget);
        var pages = ReadPages(pdf, draft, budget);
        draft.LeaveOut("headers-and-footers", RunningLines.Remove(pages));
        PdfFlow.Append(draft, pages);
        return draft.Finish(path, kind);
    }

    private static PdfDocument Open(byte[] bytes, MeteredFilters filters)
    {
        try
        {
            return PdfDocument.Open(
                bytes, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true, FilterProvider = filters });
        }
        catch (PdfDocumentEncryptedException)
        {
            throw UnreadableException.Encrypted();
        }
    }

    private static List<PdfPage> ReadPages(PdfDocument pdf, DocumentDraft draft, ReadBudget budget)
    {
        var pages = new List<PdfPage>();
        var count = new CharacterCount();
        var (images, scanned) = (0, 0);
        Exception? failure = null;
        for (var number = 1; number <= pdf.NumberOfPages; number++)
        {
            budget.Check();
            var page = number;
            var problem = ReadingThread.Attempt(() =>
            {
                var content = pdf.GetPage(page);
                images += content.NumberOfImages;
                var read = PdfPage.Read(content, count, budget);
                scanned += content.NumberOfImages > 0 && read.Items.Count == 0 ? 1 : 0;
                pages.Add(read);
            });
            if (problem is UnreadableException or OperationCanceledException)
            {
                throw problem;
            }

            draft.LeaveOut("damaged-pages", problem is null ? 0 : 1);
            failure ??= problem;
        }

        RejectWithoutText(pages, count, images, failure);
        draft.LeaveOut("scanned-pages", scanned);
        return pages;
    }

    private static void RejectWithoutText(List<PdfPage> pages, CharacterCount count, int images, Exception? failure)
    {
        var hasText = pages.Any(p => p.Items.Count > 0);
        if (!hasText && failure is not null)
        {
            throw UnreadableException.Broken(failure.Message, failure);
        }

        if (count.All > 0 && count.Unmapped * 100L / count.All >= MostUnmapped)
        {
            throw UnreadableException.NoCharacterMap((int)(count.Unmapped * 100L / count.All));
        }

        if (!hasText)
        {
            throw images > 0 ? UnreadableException.Scanned(pages.Count) : UnreadableException.Empty("the pages hold no text");
        }
    }
}
