using System.Text.RegularExpressions;

namespace Recipes.Documents.Pdf;

/// <summary>Finds headers, footers and page numbers: lines near the page's edge that come back at one height.</summary>
internal static partial class RunningLines
{
    /// <summary>Part of the page's height at its top and its bottom where they stand; chosen by hand.</summary>
    private const double Band = 0.12;

    /// <summary>Points by which the height of one running line may differ between pages.</summary>
    private const double SameHeight = 4;

    private const int FewestPages = 3;

    /// <summary>Removes them and says how many lines went.</summary>
    public static int Remove(IReadOnlyList<PdfPage> pages)
    {
        var candidates = pages.SelectMany(p => p.Items.OfType<PdfLine>().Where(l => IsAtEdge(p, l)).Select(l => (Page: p, Line: l)));
        var removed = 0;
        foreach (var same in candidates.GroupBy(c => Shape(c.Line.Text)).ToList())
        {
            foreach (var (page, line) in same)
            {
                var twins = same.Where(o => Math.Abs(o.Line.Base - line.Base) <= SameHeight).Select(o => o.Page).Distinct().Count();
                if (twins >= FewestPages || PageNumber().IsMatch(line.Text))
                {
                    page.Items.Remove(line);
                    removed++;
                }
            }
        }

        return removed;
    }

    private static bool IsAtEdge(PdfPage page, PdfLine line) =>
        line.Base >= page.Top - (Band * (page.Top - page.Bottom)) || line.Base <= page.Bottom + (Band * (page.Top - page.Bottom));

    /// <summary>The text with its numbers left open: they count pages.</summary>
    private static string Shape(string text) => Digits().Replace(text, "#");

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    /// <summary>3, - 3 -, 3/9, iv, 第3页, 第 3 页 共 9 页, Page 3 of 9.</summary>
    [GeneratedRegex(
        "^([-–—~·\\s]*[0-9]{1,4}\\s*([/|]\\s*[0-9]{1,4})?[-–—~·\\s]*|第\\s*[0-9]+\\s*页([,，/\\s]*共\\s*[0-9]+\\s*页)?"
        + "|[-–—]?\\s*[ivxl]{1,7}\\s*[-–—]?|第\\s*[一二三四五六七八九十百]+\\s*页|page\\s+[0-9]+(\\s+of\\s+[0-9]+)?)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PageNumber();
}
