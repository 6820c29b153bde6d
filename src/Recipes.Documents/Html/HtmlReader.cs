using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Recipes.Core;
using Recipes.Documents.Encodings;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Html;

/// <summary>Reads html and xhtml: the main content of a page with its headings, lists and tables.</summary>
internal static partial class HtmlReader
{
    /// <summary>Bytes in which a page must declare its encoding; the standard says 1,024, pages are less exact.</summary>
    private const int DeclarationBytes = 8 * 1024;

    /// <exception cref="UnreadableException">In no known encoding, empty, or over a limit.</exception>
    public static SourceDocument Read(FileStream file, string path, string kind, ReadBudget budget)
    {
        var text = Decode(TextFile.Bytes(file, budget), declared: null);
        budget.Text(text.Length);
        return ReadingThread.Run(budget, () =>
        {
            var draft = new DocumentDraft(budget);
            Append(draft, text, isPage: true, budget);
            return draft.Finish(path, kind);
        });
    }

    /// <summary>The text of a page.</summary>
    /// <param name="bytes">The page.</param>
    /// <param name="declared">Encoding that a header outside the page gives, or null: then the page's own counts.</param>
    public static string Decode(byte[] bytes, string? declared)
    {
        var head = Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, DeclarationBytes));
        var match = Declaration().Match(head);
        return TextDecoder.Decode(bytes, declared ?? (match.Success ? match.Groups[1].Value : null));
    }

    /// <summary>Adds what a page says.</summary>
    /// <param name="draft">Takes it.</param>
    /// <param name="text">The page's source.</param>
    /// <param name="isPage">Whether it is a page of a site, whose navigation goes, and not a mail or a book's chapter.</param>
    /// <param name="budget">Pays.</param>
    public static void Append(DocumentDraft draft, string text, bool isPage, ReadBudget budget)
    {
        HtmlDepth.Reject(text, budget);
        var page = new HtmlParser().ParseDocument(text);
        budget.Check();
        if (page.Body is not { } body)
        {
            return;
        }

        var walker = new HtmlWalker(budget, draft.LeaveOut, isPage ? MainContent.Asides(body) : []);
        var flow = walker.Read(body);
        if (isPage && page.Title?.Trim() is { Length: > 0 } title && !flow.OfType<ParagraphDraft>().Any(p => p.Level > 0))
        {
            draft.Add(new ParagraphDraft { Text = title, Level = 1 });
        }

        flow.ForEach(draft.Add);
    }

    /// <summary>meta charset, meta http-equiv, or the encoding of an XML declaration.</summary>
    [GeneratedRegex("(?:charset|encoding)\\s*=\\s*[\"']?\\s*([A-Za-z0-9_:.-]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();
}
