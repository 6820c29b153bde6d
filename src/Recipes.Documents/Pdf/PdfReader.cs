using Recipes.Core;
using Recipes.Documents.Structure;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;

namespace Recipes.Documents.Pdf;

/// <summary>Reads the text layer of PDF files.</summary>
internal static class PdfReader
{
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
        var fonts = new SkippedFonts();
        PdfContent content;
        using (var pdf = Open(bytes, filters, fonts))
        {
            RejectTooLong(pdf, budget);
            content = PdfContent.Read(pdf, budget);
        }

        if (fonts.Count > 0)
        {
            // The parser remembers the fonts that it could not load: mended ones need a new opening.
            using var pdf = Open(bytes, filters, fonts);
            if (FontDescriptors.Complete(pdf, budget))
            {
                fonts.Clear();
                content = PdfContent.Read(pdf, budget);
            }
        }

        content.RejectWithoutText();
        var draft = new DocumentDraft(budget);
        draft.LeaveOut("fonts-not-read", fonts.Count);
        draft.LeaveOut("damaged-pages", content.Damaged);
        draft.LeaveOut("scanned-pages", content.Scanned.Count);
        budget.ScannedPages.AddRange(content.Scanned);
        draft.LeaveOut("headers-and-footers", RunningLines.Remove(content.Pages));
        PdfFlow.Append(draft, content.Pages);
        return draft.Finish(path, kind);
    }

    private static void RejectTooLong(PdfDocument pdf, ReadBudget budget)
    {
        if (pdf.NumberOfPages > budget.Limits.Pages)
        {
            throw UnreadableException.Limit(
                $"it has {ReadBudget.Count(pdf.NumberOfPages)} pages, more than {ReadBudget.Count(budget.Limits.Pages)}");
        }
    }

    private static PdfDocument Open(byte[] bytes, MeteredFilters filters, SkippedFonts fonts)
    {
        try
        {
            return PdfDocument.Open(
                bytes, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true, FilterProvider = filters, Logger = fonts });
        }
        catch (PdfDocumentEncryptedException)
        {
            throw UnreadableException.Encrypted();
        }
    }
}
