using Recipes.Documents.Structure;

namespace Recipes.Documents.Pdf;

/// <summary>Joins lines to paragraphs and the pieces of tables that pages divide.</summary>
/// <remarks>Factors are parts of the font's size, chosen by hand.</remarks>
internal static class PdfFlow
{
    private const double Indent = 1.2;
    private const double RaggedWide = 2.5;
    private const double RaggedLatin = 6;

    /// <summary>Line pitch over the usual one from which a gap divides paragraphs.</summary>
    private const double ParagraphGap = 1.35;

    public static void Append(DocumentDraft draft, IReadOnlyList<PdfPage> pages)
    {
        var paragraph = new List<PdfLine>();
        PdfTable? table = null;
        foreach (var page in pages)
        {
            var pitch = Pitch(page);
            foreach (var item in page.Items)
            {
                if (item is PdfLine line)
                {
                    table = Flush(draft, table);
                    if (paragraph.Count > 0 && !Continues(paragraph[^1], line, pitch))
                    {
                        Flush(draft, paragraph);
                    }

                    paragraph.Add(line);
                }
                else
                {
                    Flush(draft, paragraph);
                    table = Next(draft, table, (PdfTable)item);
                }
            }
        }

        Flush(draft, paragraph);
        Flush(draft, table);
    }

    /// <summary>The usual distance between base lines on a page; 0 where it has too few lines.</summary>
    private static double Pitch(PdfPage page)
    {
        var lines = page.Items.OfType<PdfLine>().ToList();
        var steps = lines.Zip(lines.Skip(1), (a, b) => a.Base - b.Base).Where(s => s > 0).Order().ToList();
        return steps.Count == 0 ? 0 : steps[steps.Count / 2];
    }

    private static bool Continues(PdfLine above, PdfLine line, double pitch)
    {
        if (Math.Abs(above.Size - line.Size) > 0.1 * above.Size || above.IsBold != line.IsBold || TypedLabel.At(line.Text) is not null)
        {
            return false;
        }

        var step = above.Base - line.Base; // negative at the top of the next column or page
        if (step > 0 && step > ParagraphGap * Math.Max(pitch, above.Size))
        {
            return false;
        }

        var isIndented = line.Left > line.ColumnLeft + (Indent * line.Size);
        return IsFull(above, line) && (!isIndented || Math.Abs(above.Left - line.Left) < 0.5 * line.Size);
    }

    /// <summary>Whether the line ran to its column's edge, so that the next word had to go below.</summary>
    private static bool IsFull(PdfLine line, PdfLine below)
    {
        var isWide = TextCleaner.IsWide(line.Text[^1]) || TextCleaner.IsWide(below.Text[0]);
        return line.Right >= line.ColumnRight - ((isWide ? RaggedWide : RaggedLatin) * line.Size);
    }

    private static void Flush(DocumentDraft draft, List<PdfLine> paragraph)
    {
        if (paragraph.Count == 0)
        {
            return;
        }

        draft.Add(new ParagraphDraft
        {
            Text = paragraph.Select(l => l.Text).Aggregate(Join),
            FontSize = paragraph[0].Size,
            IsBold = paragraph[0].IsBold,
        });
        paragraph.Clear();
    }

    /// <summary>A word broken by a hyphen is whole again.</summary>
    private static string Join(string text, string line) =>
        text.Length > 1 && text[^1] == '-' && char.IsLower(text[^2]) && char.IsLower(line[0])
            ? text[..^1] + line
            : TextCleaner.Join(text, line);

    private static PdfTable? Flush(DocumentDraft draft, PdfTable? table)
    {
        if (table is not null)
        {
            draft.Add(new TableDraft { Rows = table.Rows });
        }

        return null;
    }

    /// <summary>A table with the same columns right behind another is its continuation; a repeated header goes.</summary>
    private static PdfTable Next(DocumentDraft draft, PdfTable? above, PdfTable table)
    {
        if (above is null || !HasSameColumns(above, table))
        {
            Flush(draft, above);
            return table;
        }

        var repeats = above.Rows[0].Zip(table.Rows[0]).All(pair => pair.First.Text == pair.Second.Text);
        above.Rows.AddRange(table.Rows.Skip(repeats ? 1 : 0));
        return above;
    }

    private static bool HasSameColumns(PdfTable first, PdfTable second)
    {
        const double near = 4; // points
        return first.Edges.Count == second.Edges.Count
            && first.Edges.Zip(second.Edges).All(pair => Math.Abs(pair.First - pair.Second) <= near);
    }
}
