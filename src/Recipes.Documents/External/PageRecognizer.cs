using Recipes.Core;

namespace Recipes.Documents.External;

/// <summary>Reads pictures of pages by tesseract: pdftoppm draws them, both are programs of the system.</summary>
public static class PageRecognizer
{
    private const string Recognizer = "tesseract";
    private const string Drawer = "pdftoppm";

    /// <summary>Dots per inch of the pictures: what tesseract's own guide asks for.</summary>
    internal const int Resolution = 300;

    /// <summary>Processor time of one page in each of the two programs; chosen by hand, a dense page takes 3 to 6 s.</summary>
    private static readonly TimeSpan _pageTime = TimeSpan.FromSeconds(60);

    /// <summary>Versions of both programs, a part of every key that depends on what they read; <c>absent</c> without
    /// them.</summary>
    public static string Versions() =>
        $"{ExternalProgram.Version(Recognizer, "--version")}, {ExternalProgram.Version(Drawer, "-v")}";

    /// <summary>Reads pages of a PDF file.</summary>
    /// <param name="file">Absolute path.</param>
    /// <param name="path">The document's name in problems.</param>
    /// <param name="pages">Page numbers from 1 on.</param>
    /// <param name="language">Of tesseract, such as chi_sim.</param>
    /// <param name="cancellation">Ends the programs.</param>
    public static RecognizedPages Read(
        string file, string path, IReadOnlyList<int> pages, string language, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(pages);
        var folder = Directory.CreateTempSubdirectory("recipes-pages-");
        try
        {
            var read = new Dictionary<int, string>();
            var problems = new List<Problem>();
            foreach (var page in pages)
            {
                try
                {
                    read[page] = ReadPage(file, page, language, folder.FullName, cancellation);
                }
                catch (UnreadableException e)
                {
                    problems.Add(e.ToProblem(path));
                    break; // a missing program or language is missing for the next page too
                }
            }

            return new(read, problems);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string ReadPage(string file, int page, string language, string folder, CancellationToken cancellation)
    {
        var number = page.ToString(CultureInfo.InvariantCulture);
        var picture = Path.Combine(folder, "page");
        Checked(Drawer, page, ExternalProgram.Run(
            Drawer,
            ["-r", Resolution.ToString(CultureInfo.InvariantCulture), "-gray", "-f", number, "-l", number, "-singlefile", "-png", "--", file, picture],
            _pageTime,
            cancellation));
        var result = ExternalProgram.Run(
            Recognizer,
            [picture + ".png", "stdout", "-l", language, "--dpi", Resolution.ToString(CultureInfo.InvariantCulture), "tsv"],
            _pageTime,
            cancellation);
        return Checked(Recognizer, page, result);
    }

    private static string Checked(string program, int page, ProgramResult? result)
    {
        if (result is null)
        {
            throw UnreadableException.Recognition(page, $"{program} is not installed");
        }

        return result.ExitCode == 0
            ? result.Output
            : throw UnreadableException.Recognition(page, result.ExitCode is null
                ? $"{program} took more than {_pageTime.TotalSeconds} s"
                : $"{program} ended with exit code {result.ExitCode}: {result.Errors}");
    }
}

/// <summary>What was read from pictures.</summary>
/// <param name="Pages">By page number, tesseract's table of words.</param>
/// <param name="Problems">Why pages are missing.</param>
public sealed record RecognizedPages(IReadOnlyDictionary<int, string> Pages, IReadOnlyList<Problem> Problems);
