using Recipes.Core;

namespace Recipes.Documents;

/// <summary>Ends the reading of one document; <see cref="DocumentReader"/> turns it into its problem.</summary>
internal sealed class UnreadableException : Exception
{
    private const string RecognitionHint = "give the document it was made from, or set ocr: chi_sim on its source "
        + "(it needs tesseract-ocr, tesseract-ocr-chi-sim and poppler-utils)";

    private readonly string _code;
    private readonly string _remedy;

    private UnreadableException(string code, string fact, string remedy, Exception? inner = null)
        : base(fact, inner)
    {
        _code = code;
        _remedy = remedy;
    }

    /// <summary>Numbers, from 1 on, of the pages that text recognition would help; empty for other causes.</summary>
    public IReadOnlyList<int> Pages { get; private init; } = [];

    public Problem ToProblem(string path) => new() { Code = _code, Fact = Message, Remedy = _remedy, File = path };

    public static UnreadableException Format(string extension) => new(
        "RCP3001",
        extension.Length == 0 ? "a file without an extension is not read yet" : $"{extension} files are not read yet",
        External.OfficeConverter.TargetOf("a" + extension) is { } successor
            ? $"install LibreOffice, which is then asked to convert it (apt-get install -y libreoffice-core libreoffice-writer libreoffice-calc libreoffice-impress), or save it as {successor}"
            : Successor(extension) is { } other
            ? $"save it as {other}, or leave it out of sources"
            : $"convert it to one of {string.Join(", ", DocumentReader.Extensions)}, or leave it out of sources");

    /// <summary>The format to save it in where no program converts it, or null.</summary>
    private static string? Successor(string extension) => extension.ToLowerInvariant() switch
    {
        ".mht" or ".mhtml" => ".html",
        ".msg" => ".eml",
        _ => null,
    };

    public static UnreadableException Access(Exception cause) => new(
        "RCP3002", $"the file cannot be opened: {OneLine(cause.Message)}", "check that it exists and may be read", cause);

    public static UnreadableException Encrypted() => new(
        "RCP3003", "the document is encrypted and asks for a password", "save it without a password");

    public static UnreadableException Broken(string what, Exception? cause = null) => new(
        "RCP3004",
        $"the document is damaged: {OneLine(what)}",
        "open it in the program that made it and save it again, or fetch the file again",
        cause);

    public static UnreadableException Empty(string what) => new(
        "RCP3005", what, "leave the file out of sources if it is meant to be empty");

    public static UnreadableException Scanned(IReadOnlyList<int> pages) => new(
        "RCP3006",
        pages.Count == 1 ? "the page is a picture and holds no text" : $"the {pages.Count} pages are pictures and hold no text",
        RecognitionHint)
    {
        Pages = pages,
    };

    public static UnreadableException Recognition(int page, string cause) => new(
        "RCP3013",
        $"page {page} is a picture and could not be read: {OneLine(cause)}",
        "apt-get install -y tesseract-ocr tesseract-ocr-chi-sim poppler-utils, or leave the source's ocr off");

    public static UnreadableException Conversion(string extension, string cause) => new(
        "RCP3014",
        $"LibreOffice could not convert the {extension} file: {OneLine(cause)}",
        "open it in an office program and save it in a newer format, or leave the file out of sources");

    public static UnreadableException Limit(string fact) => new(
        "RCP3007", fact, "split the document, or leave the file out of sources if you do not trust it");

    public static UnreadableException Dtd(string part) => new(
        "RCP3008",
        $"{part} declares a document type, through which XML can grow or read other files",
        "save the document again with an office program; none of them writes such a declaration");

    public static UnreadableException Time(TimeSpan limit) => new(
        "RCP3009",
        $"reading took more than {limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s of processor time",
        "split the document, or leave the file out of sources if you do not trust it");

    public static UnreadableException Encoding(long offset) => new(
        "RCP3010", $"the text is in no encoding that is known: as UTF-8 the byte at offset {offset} fits no character", "save it as UTF-8");

    public static UnreadableException NoCharacterMap(int percent, int pages) => new(
        "RCP3011",
        $"{percent} % of the text's characters have no Unicode value: its fonts lack a character map",
        RecognitionHint)
    {
        Pages = [.. Enumerable.Range(1, pages)],
    };

    public static UnreadableException Memory(long bytes) => Limit($"reading took more than {ReadBudget.Megabytes(bytes)} of memory");

    public static UnreadableException Stack() => Limit("its elements are nested so deep that the reader's stack overflowed");

    public static UnreadableException Stalled(TimeSpan limit) => new(
        "RCP3009",
        $"its reader did nothing for {limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s",
        "leave the file out of sources, or convert it to another format");

    public static UnreadableException Ended(int exitCode, string message) => new(
        "RCP3012",
        $"its reader ended with exit code {exitCode}: {OneLine(message)}",
        "leave the file out of sources, or convert it to another format");

    /// <summary>Whether reading went over its time, so that a thread may still be at it.</summary>
    public static bool LeavesThreadBehind(ReadResult result) => result.Problems.Any(p => p.Code == "RCP3009");

    private static string OneLine(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        return line.Length > 200 ? line[..200] + "…" : line;
    }
}
