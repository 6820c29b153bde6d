using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;

namespace Recipes.Documents.Pdf;

/// <summary>What the pages of a file hold, page by page.</summary>
internal sealed class PdfContent
{
    /// <summary>Percent of letters without a Unicode value from which the text layer is of no use; chosen by hand.</summary>
    private const int MostUnmapped = 50;

    /// <summary>Letters on a page that is a picture, and part of the page that this covers; chosen by hand.</summary>
    private const int FewLetters = 40;

    private const double MostOfPage = 0.6;

    private readonly CharacterCount _count = new();
    private int _images;
    private Exception? _failure;

    /// <summary>Those that could be read.</summary>
    public List<PdfPage> Pages { get; } = [];

    /// <summary>Numbers, from 1 on, of the pages that hold a picture and no text.</summary>
    public List<int> Scanned { get; } = [];

    /// <summary>Pages that could not be read.</summary>
    public int Damaged { get; private set; }

    /// <exception cref="UnreadableException">Over a limit.</exception>
    public static PdfContent Read(PdfDocument pdf, ReadBudget budget)
    {
        var content = new PdfContent();
        for (var number = 1; number <= pdf.NumberOfPages; number++)
        {
            budget.Check();
            var page = number;
            var problem = ReadingThread.Attempt(() => content.Add(pdf, page, budget));
            if (problem is UnreadableException or OperationCanceledException)
            {
                throw problem;
            }

            content.Damaged += problem is null ? 0 : 1;
            content._failure ??= problem;
        }

        return content;
    }

    /// <exception cref="UnreadableException">Damaged, scanned, empty, or without a character map.</exception>
    public void RejectWithoutText()
    {
        var hasText = Pages.Exists(p => p.Items.Count > 0);
        if (!hasText && _failure is not null)
        {
            throw UnreadableException.Broken(_failure.Message, _failure);
        }

        if (_count.All > 0 && _count.Unmapped * 100L / _count.All >= MostUnmapped)
        {
            throw UnreadableException.NoCharacterMap((int)(_count.Unmapped * 100L / _count.All), Pages.Count);
        }

        if (!hasText)
        {
            throw _images > 0 ? UnreadableException.Scanned(Scanned) : UnreadableException.Empty("the pages hold no text");
        }
    }

    private void Add(PdfDocument pdf, int number, ReadBudget budget)
    {
        var source = pdf.GetPage(number);
        if (budget.Recognized.TryGetValue(number, out var table))
        {
            Pages.Add(RecognizedPage.Of(table, source.Height, budget));
            return;
        }

        _images += source.NumberOfImages;
        var page = PdfPage.Read(source, _count, budget);
        Pages.Add(page);
        if (source.NumberOfImages > 0 && (page.Items.Count == 0 || IsPicture(source)))
        {
            Scanned.Add(number);
        }
    }

    /// <summary>Whether one picture covers the page and no more than a stamp or a page number is written on it.</summary>
    private static bool IsPicture(Page page) => page.Letters.Count < FewLetters
        && page.GetImages().Any(i => i.BoundingBox.Width * i.BoundingBox.Height > MostOfPage * page.Width * page.Height);
}
