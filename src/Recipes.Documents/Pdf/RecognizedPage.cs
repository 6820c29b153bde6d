using System.Text;
using Recipes.Documents.External;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Pdf;

/// <summary>Lines of a page from tesseract's table of words (<c>tsv</c>).</summary>
internal static class RecognizedPage
{
    /// <summary>Columns of the table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.</summary>
    private const int Columns = 12;

    private const string WordLevel = "5";
    private const double PointsPerPixel = 72.0 / PageRecognizer.Resolution;

    /// <summary>Gaps in heights of the line from which a space divides words: between Chinese characters, and else. Chosen by
    /// hand on 300 dots per inch.</summary>
    private const double WideGap = 0.55;

    private const double Gap = 0.2;

    /// <summary>Times the page's usual height from which a line keeps a size of its own; others differ by their letters.</summary>
    private const double Larger = 1.3;

    /// <summary>The page with its lines in tesseract's order.</summary>
    /// <param name="table">The whole table with its head.</param>
    /// <param name="heightPoints">Of the page.</param>
    /// <param name="budget">Pays for the text.</param>
    public static PdfPage Of(string table, double heightPoints, ReadBudget budget)
    {
        var page = new PdfPage { Top = heightPoints, Bottom = 0 };
        var words = table.Split('\n').Select(l => l.TrimEnd('\r').Split('\t')).Where(IsWord).Select(f => new Word(f)).ToList();
        var usual = words.Count == 0 ? 0 : words.Select(w => w.LineHeight).Order().ElementAt(words.Count / 2);
        foreach (var block in words.GroupBy(w => w.Block))
        {
            var (left, right) = (block.Min(w => w.Left) * PointsPerPixel, block.Max(w => w.Right) * PointsPerPixel);
            foreach (var line in block.GroupBy(w => w.Line))
            {
                var text = TextCleaner.OneLine(Text([.. line]));
                budget.Text(text.Length);
                if (text.Length > 0)
                {
                    page.Items.Add(Line([.. line], text, heightPoints, usual, left, right));
                }
            }
        }

        return page;
    }

    private static PdfLine Line(List<Word> words, string text, double heightPoints, int usual, double left, double right)
    {
        var height = words.Max(w => w.LineHeight);
        return new PdfLine
        {
            Text = text,
            Left = words[0].Left * PointsPerPixel,
            Right = words[^1].Right * PointsPerPixel,
            Base = heightPoints - (words.Max(w => w.Bottom) * PointsPerPixel),
            Size = (height > Larger * usual ? height : usual) * PointsPerPixel,
            IsBold = false,
            ColumnLeft = left,
            ColumnRight = right,
        };
    }

    private static string Text(List<Word> words)
    {
        var text = new StringBuilder(words[0].Text);
        for (var i = 1; i < words.Count; i++)
        {
            var isWide = TextCleaner.IsWide(words[i - 1].Text[^1]) && TextCleaner.IsWide(words[i].Text[0]);
            var isApart = words[i].Left - words[i - 1].Right > (isWide ? WideGap : Gap) * words[i].LineHeight;
            text.Append(isApart ? " " : "").Append(words[i].Text);
        }

        return text.ToString();
    }

    private static bool IsWord(string[] fields) =>
        fields.Length == Columns && fields[0] == WordLevel && !string.IsNullOrWhiteSpace(fields[^1]);

    /// <summary>One row of the table; lengths in pixels.</summary>
    private sealed class Word(string[] fields)
    {
        public string Block => fields[2];

        public (string Paragraph, string Line) Line => (fields[3], fields[4]);

        public int Left { get; } = Number(fields[6]);

        public int Right => Left + Number(fields[8]);

        public int Bottom => Number(fields[7]) + LineHeight;

        public int LineHeight { get; } = Number(fields[9]);

        public string Text => fields[^1].Trim();

        private static int Number(string field) =>
            int.TryParse(field, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
