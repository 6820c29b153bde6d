namespace Recipes.Documents.Structure;

/// <summary>Decides which paragraphs are headings: what the file says, else a number such as 第一章, else the font.</summary>
/// <remarks>The numbers below are chosen by hand on Chinese statutes, tenders and manuals.</remarks>
internal static class Headings
{
    /// <summary>A longer numbered paragraph is a clause, not a heading.</summary>
    private const int LongestNumbered = 40;

    /// <summary>A longer paragraph in large letters is no heading.</summary>
    private const int LongestLarge = 60;

    /// <summary>Times the body's font size from which a paragraph stands out.</summary>
    private const double Larger = 1.15;

    private const int Deepest = 9;

    public static void Decide(List<Piece> pieces)
    {
        var isMarked = false;
        foreach (var piece in pieces)
        {
            // A heading without a letter names nothing: forms and test sheets style bare numbers so.
            piece.Level = piece.Text.Any(char.IsLetter) ? Math.Min(Deepest, piece.Source?.Level ?? 0) : 0;
            isMarked |= piece.Level > 0;
        }

        if (!isMarked)
        {
            ByFont(pieces);
        }

        ByNumber(pieces, isMarked);
    }

    private static void ByFont(List<Piece> pieces)
    {
        var body = BodySize(pieces);
        if (body <= 0)
        {
            return;
        }

        var large = pieces.Where(p => IsLarge(p, body)).ToList();
        if (large.Count == 0 || large.Count > Math.Max(3, pieces.Count / 4))
        {
            return;
        }

        var sizes = large.Select(p => Rounded(p.Source!.FontSize)).Distinct().OrderDescending().ToList(); // IsLarge asks for one
        foreach (var piece in large)
        {
            piece.Level = 1 + Math.Min(3, sizes.IndexOf(Rounded(piece.Source!.FontSize)));
        }
    }

    private static double Rounded(double size) => Math.Round(size * 2) / 2;

    /// <summary>The size of most characters.</summary>
    private static double BodySize(List<Piece> pieces) => pieces
        .Where(p => p.Source is { FontSize: > 0 })
        .GroupBy(p => Rounded(p.Source!.FontSize), p => p.Text.Length)
        .OrderByDescending(g => g.Sum())
        .ThenBy(g => g.Key)
        .Select(g => g.Key)
        .FirstOrDefault();

    private static bool IsLarge(Piece piece, double body) =>
        piece.Source is { IsPlain: false } source
        && source.FontSize >= body * Larger
        && piece.Text.Length <= LongestLarge
        && !TextCleaner.EndsSentence(piece.Text)
        && piece.Text.Any(char.IsLetter);

    private static void ByNumber(List<Piece> pieces, bool isMarked)
    {
        var levels = new int[(int)LabelClass.SmallItem + 1]; // level of each kind of number, 0 while unseen
        var title = 0;
        for (var i = 0; i < pieces.Count; i++)
        {
            var piece = pieces[i];
            if (piece.Level > 0 && piece.Class is null)
            {
                title = piece.Level;
            }
            else if (piece.Level > 0)
            {
                levels[(int)piece.Class!.Value] = piece.Level; // the branch above took the null
            }
            else if (IsNumberedHeading(pieces, i, isMarked))
            {
                piece.Level = Level(levels, (int)piece.Class!.Value, title); // a numbered heading has a class
            }
        }
    }

    /// <summary>The level its kind has already, else one below the kinds above it.</summary>
    private static int Level(int[] levels, int kind, int title)
    {
        if (levels[kind] == 0)
        {
            var above = kind == 0 ? 0 : levels.Take(kind).Max();
            levels[kind] = Math.Min(Deepest, (above == 0 ? title : above) + 1);
        }

        return levels[kind];
    }

    private static bool IsNumberedHeading(List<Piece> pieces, int i, bool isMarked)
    {
        var piece = pieces[i];
        if (piece.Class is not { } kind || kind == LabelClass.SmallItem || piece.Source is { IsPlain: true }
            || piece.Text.Length > LongestNumbered || EndsLikeText(piece.Text))
        {
            return false;
        }

        var next = i + 1 < pieces.Count ? pieces[i + 1] : null;
        if (next is null || next.Class == kind)
        {
            return false; // the last line, or a list of such lines: a table of contents, an enumeration
        }

        return kind switch
        {
            LabelClass.Part or LabelClass.Chapter or LabelClass.Section or LabelClass.Article => true,
            LabelClass.Item => !isMarked && piece.Source is { IsBold: true },
            LabelClass.Enumerated or LabelClass.Decimal2 or LabelClass.Decimal3 => !isMarked || piece.Source is { IsBold: true },
            _ => !isMarked && piece.Source is { IsBold: true },
        };
    }

    private static bool EndsLikeText(string text) =>
        text[^1] is '，' or ',' or '、' || TextCleaner.EndsSentence(text) || char.IsAsciiDigit(text[^1]);
}
