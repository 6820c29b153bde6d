using System.Text;

namespace Recipes.Documents.Structure;

/// <summary>What a format's reader found, in reading order, before headings and header rows are decided.</summary>
internal abstract class Draft;

/// <summary>A paragraph with what a reader can see of it.</summary>
internal sealed class ParagraphDraft : Draft
{
    /// <summary>As the file has it; white space and line breaks are settled later.</summary>
    public required string Text { get; set; }

    /// <summary>The automatic number, or null.</summary>
    public string? Label { get; set; }

    /// <summary>1 to 9 where the file says so, else 0.</summary>
    public int Level { get; init; }

    /// <summary>Size of most of its letters in points; 0 where the format has none.</summary>
    public double FontSize { get; init; }

    /// <summary>Whether all of it is bold.</summary>
    public bool IsBold { get; init; }

    /// <summary>A footnote, an endnote, a code line: never a heading, its text has no typed number.</summary>
    public bool IsPlain { get; init; }

    /// <summary>A menu or a footer of a page; see <see cref="Recipes.Core.Block.IsAside"/>.</summary>
    public bool IsAside { get; init; }
}

/// <summary>A table as a grid.</summary>
internal sealed class TableDraft : Draft
{
    /// <summary>Every row has a cell for every column; merged places hold the same <see cref="CellDraft"/>.</summary>
    public required IReadOnlyList<CellDraft[]> Rows { get; init; }

    /// <summary>Rows at the top that the file marks as header; 0 where it marks none.</summary>
    public int HeaderRows { get; init; }

    /// <summary>Whether the first row looks different: bold or shaded where the second is not.</summary>
    public bool HasDistinctFirstRow { get; init; }
}

/// <summary>A cell, once for all the places that it covers.</summary>
internal sealed class CellDraft
{
    public static CellDraft Blank { get; } = new();

    /// <summary>Its paragraphs and nested tables.</summary>
    public List<Draft> Flow
    {
        get => field ??= Value.Length == 0 ? [] : [new ParagraphDraft { Text = Value }];
        init;
    }

    /// <summary>All that a cell without structure holds; sheets have a million of these.</summary>
    public string Value { get; init; } = "";

    /// <summary>Its paragraphs in one line, automatic numbers written out; nested tables are not in it.</summary>
    /// <remarks>A numbered paragraph behind another begins after a tab, any other after a space: a list inside a cell can
    /// still be told apart.</remarks>
    public string Text => field ??= Joined();

    /// <summary>The same as the name of a column: lines of one word, broken to fit a narrow column, joined.</summary>
    public string Name => Flow.OfType<ParagraphDraft>().Select(Line).Aggregate("", TextCleaner.Join);

    private static string Line(ParagraphDraft paragraph) =>
        DocumentText.Line(paragraph.Label, TextCleaner.OneLine(paragraph.Text));

    private string Joined()
    {
        if (Value.Length > 0)
        {
            return TextCleaner.OneLine(Value);
        }

        var text = new StringBuilder();
        foreach (var paragraph in Flow.OfType<ParagraphDraft>())
        {
            var line = Line(paragraph);
            if (text.Length > 0 && line.Length > 0)
            {
                text.Append(paragraph.Label is not null || TypedLabel.At(line) is not null ? '\t' : ' ');
            }

            text.Append(line);
        }

        return text.ToString();
    }
}
