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

    /// <summary>Stack of the reading thread: objects may refer to each other deeply.</summary>
    private const int StackBytes = 64 * 1024 * 1024;

    /// <exception cref="UnreadableException">Damaged, encrypted, scanned, empty, without character map, or over a limit.</exception>
    public static SourceDocument Read(string file, string path, string kind, ReadBudget budget)
    {
        var bytes = File.ReadAllBytes(file);
        if (bytes.Length == 0)
        {
            throw UnreadableException.Empty("the file is empty");
        }

        SourceDocument? document = null;
        Exception? failure = null;
        var thread = new Thread(() => failure = Attempt(() => document = ReadBytes(bytes, path, kind, budget)), StackBytes)
        {
            IsBackground = true,
        };
        thread.Start();
        while (!thread.Join(TimeSpan.FromMilliseconds(100)))
        {
            budget.Check(); // the parser asks no token: at the limit its thread is left behind
        }

        return document ?? throw failure switch
        {
            UnreadableException or OperationCanceledException => failure,
            PdfDocumentEncryptedException => UnreadableException.Encrypted(),
            _ => UnreadableException.Broken(failure?.Message ?? "it ended early", failure),
        };
    }

    /// <summary>What an action threw, or null.</summary>
    /// <remarks>The parser answers damage with whatever its code ran into: index, cast, key and null errors among them. On
    /// its own thread an exception would end the process, so all are brought back; only an exhausted memory is not.</remarks>
    private static Exception? Attempt(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e;
        }
    }

    private static SourceDocument ReadBytes(byte[] bytes, string path, string kind, ReadBudget budget)
    {
        var filters = new MeteredFilters(budget);
        using var pdf = PdfDocument.Open(
            bytes, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true, FilterProvider = filters });
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

    private static List<PdfPage> ReadPages(PdfDocument pdf, DocumentDraft draft, ReadBudget budget)
    {
        var pages = new List<PdfPage>();
        var count = new CharacterCount();
        var images = 0;
        Exception? failure = null;
        for (var number = 1; number <= pdf.NumberOfPages; number++)
        {
            budget.Check();
            var page = number;
            var problem = Attempt(() =>
            {
                var content = pdf.GetPage(page);
                images += content.NumberOfImages;
                pages.Add(PdfPage.Read(content, count, budget));
            });
            if (problem is UnreadableException or OperationCanceledException)
            {
                throw problem;
            }

            draft.LeaveOut("damaged-pages", problem is null ? 0 : 1);
            failure ??= problem;
        }

        RejectWithoutText(pages, count, images, failure);
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
