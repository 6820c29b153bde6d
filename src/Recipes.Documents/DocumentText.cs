using System.Security.Cryptography;
using System.Text;
using Recipes.Core;

namespace Recipes.Documents;

/// <summary>Writes a document as the Markdown text that is hashed, kept as <c>out/documents/….md</c>, and that the offsets
/// of facts count in.</summary>
/// <remarks>It depends on the blocks alone: the same text gives the same bytes however its file was saved.</remarks>
public static class DocumentText
{
    /// <summary>Headings behind their <c>#</c> signs, a blank line between paragraphs, tables with a header line.</summary>
    public static RenderedDocument Render(SourceDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var text = new StringBuilder();
        var ranges = new (int Start, int End)[document.Blocks.Count];
        var lastTable = 0;
        for (var i = 0; i < ranges.Length; i++)
        {
            var block = document.Blocks[i];
            text.Append(i == 0 ? "" : IsNextRow(document.Blocks[i - 1], block) ? "\n" : "\n\n");
            if (block.Table > lastTable)
            {
                lastTable = block.Table;
                AppendHeader(text, WidestRow(document.Blocks, i));
            }

            ranges[i] = Append(text, block);
        }

        text.Append('\n');
        var whole = text.ToString();
        return new(whole, ranges, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole))));
    }

    /// <summary>Label and text of a block as they stand in the rendered text, which its range covers.</summary>
    public static string Line(Block block)
    {
        ArgumentNullException.ThrowIfNull(block);
        return Line(block.Label, block.Text);
    }

    /// <summary>A label before its text, apart by a space unless the label ends in full-width punctuation or a sign.</summary>
    /// <param name="label">Null or empty for none.</param>
    /// <param name="text">Empty where the number is all there is, as in a table's column of numbers.</param>
    internal static string Line(string? label, string text)
    {
        if (string.IsNullOrEmpty(label))
        {
            return text;
        }

        var isOwnSpace = label[^1] is '、' or '）' or '．' or '：' or '】' or '」' or (>= '①' and <= '⒛') or (>= '㉑' and <= '㉟');
        return text.Length == 0 || isOwnSpace ? label + text : label + " " + text;
    }

    private static bool IsNextRow(Block previous, Block block) =>
        block.Kind == BlockKind.TableRow && previous.Table == block.Table;

    /// <summary>The cells of the first row with the most cells: rows with merged cells have fewer than the header.</summary>
    private static IReadOnlyList<Cell> WidestRow(IReadOnlyList<Block> blocks, int first)
    {
        var widest = blocks[first].Cells;
        for (var i = first + 1; i < blocks.Count && IsNextRow(blocks[i - 1], blocks[i]); i++)
        {
            widest = blocks[i].Cells.Count > widest.Count ? blocks[i].Cells : widest;
        }

        return widest;
    }

    /// <summary>The names of the columns as a Markdown header, nothing where the table has none.</summary>
    private static void AppendHeader(StringBuilder text, IReadOnlyList<Cell> cells)
    {
        if (cells.All(c => c.Column.Length == 0))
        {
            return;
        }

        text.Append("| ").AppendJoin(" | ", cells.Select(c => c.Column)).Append(" |\n|");
        foreach (var _ in cells)
        {
            text.Append(" --- |");
        }

        text.Append('\n');
    }

    private static (int Start, int End) Append(StringBuilder text, Block block)
    {
        if (block.Kind == BlockKind.Heading)
        {
            text.Append('#', block.Level).Append(' ');
        }
        else if (block.Kind == BlockKind.TableRow)
        {
            text.Append("| ");
        }
        else if (block.IsAside)
        {
            text.Append("> ");
        }

        var start = text.Length;
        text.Append(Line(block));
        var range = (start, text.Length);
        if (block.Kind == BlockKind.TableRow)
        {
            text.Append(" |");
        }

        return range;
    }
}
