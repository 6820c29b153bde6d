using System.Collections.Frozen;
using Recipes.Core;
using Recipes.Documents.Books;
using Recipes.Documents.Html;
using Recipes.Documents.Mail;
using Recipes.Documents.Pdf;
using Recipes.Documents.Sheets;
using Recipes.Documents.Slides;
using Recipes.Documents.Word;
using Recipes.Documents.Workers;

namespace Recipes.Documents;

/// <summary>Reads a file of any known format into text with structure.</summary>
/// <remarks>Bad content never throws: it is a problem of code RCP3001 (format not read), 3002 (cannot be opened), 3003
/// (encrypted), 3004 (damaged), 3005 (no text), 3006 (scanned), 3007 (over a limit), 3008 (document type declaration), 3009
/// (out of time), 3010 (unknown encoding), 3011 (no character map), or, read in a
/// process of its own, 3012 (that ended).</remarks>
public static class DocumentReader
{
    private static readonly FrozenDictionary<string, FormatReader> Readers =
        new Dictionary<string, FormatReader>(StringComparer.OrdinalIgnoreCase)
        {
            [".docx"] = WordReader.Read,
            [".docm"] = WordReader.Read,
            [".dotx"] = WordReader.Read,
            [".dotm"] = WordReader.Read,
            [".md"] = MarkdownReader.Read,
            [".markdown"] = MarkdownReader.Read,
            [".txt"] = PlainTextReader.Read,
            [".pdf"] = PdfReader.Read,
            [".pptx"] = SlideReader.Read,
            [".pptm"] = SlideReader.Read,
            [".ppsx"] = SlideReader.Read,
            [".potx"] = SlideReader.Read,
            [".csv"] = CsvReader.Read,
            [".tsv"] = CsvReader.Read,
            [".epub"] = EpubReader.Read,
            [".eml"] = MailReader.Read,
            [".html"] = HtmlReader.Read,
            [".htm"] = HtmlReader.Read,
            [".xhtml"] = HtmlReader.Read,
            [".xlsx"] = SheetReader.Read,
            [".xlsm"] = SheetReader.Read,
            [".xltx"] = SheetReader.Read,
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>What one format's reader looks like.</summary>
    private delegate SourceDocument FormatReader(FileStream file, string path, string kind, ReadBudget budget);

    /// <summary>Extensions that are read, with their dots, in ordinal order.</summary>
    public static IReadOnlyList<string> Extensions { get; } = Readers.Keys.Order(StringComparer.Ordinal).ToList();

    /// <summary>Reads one file; the extension alone decides how.</summary>
    /// <param name="file">Where it lies.</param>
    /// <param name="relativePath">Its name in the document and in problems, relative to the recipe's folder, with <c>/</c>.</param>
    /// <param name="kind">The kind its source gives.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="cancellation">Asked at least once a page or part.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static ReadResult Read(
        string file, string relativePath, string kind, ReadLimits limits, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(relativePath);
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(limits);
        return Read(new() { File = file, Path = relativePath, Kind = kind, Limits = limits }, cancellation);
    }

    /// <summary>The same for a request to a reading process.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static ReadResult Read(ReadRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            using var budget = new ReadBudget(request.Limits, cancellation)
            {
                Recognized = request.Recognized ?? new Dictionary<int, string>(),
            };
            var document = ReadFile(request.File, request.Path, request.Kind, budget);
            return new() { Document = document, ScannedPages = budget.ScannedPages };
        }
        catch (UnreadableException e)
        {
            return new() { Problems = [e.ToProblem(request.Path)], ScannedPages = e.Pages };
        }
        catch (InvalidDataException e)
        {
            return new() { Problems = [UnreadableException.Broken(e.Message, e).ToProblem(request.Path)] };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new() { Problems = [UnreadableException.Access(e).ToProblem(request.Path)] };
        }
    }

    private static SourceDocument ReadFile(string file, string path, string kind, ReadBudget budget)
    {
        var extension = Path.GetExtension(file);
        if (!Readers.TryGetValue(extension, out var reader))
        {
            throw UnreadableException.Format(extension);
        }

        // The opened file's own length: a symbolic link, or a file that changes, has another one by its name.
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 16 * 1024);
        var bytes = stream.Length;
        if (bytes > budget.Limits.FileBytes)
        {
            throw UnreadableException.Limit(
                $"the file has {ReadBudget.Megabytes(bytes)}, more than {ReadBudget.Megabytes(budget.Limits.FileBytes)}");
        }

        return bytes == 0 ? throw UnreadableException.Empty("the file is empty") : reader(stream, path, kind, budget);
    }
}
