using Recipes.Core;
using Recipes.Documents.Encodings;
using Recipes.Documents.Structure;

namespace Recipes.Documents;

/// <summary>Reads text without markup: a paragraph per line, or per group of lines where blank lines divide them.</summary>
internal static class PlainTextReader
{
    /// <summary>A file is hard-wrapped if its lines fill up to about this many columns and blank lines divide them.</summary>
    private const int WrappedColumns = 100;

    public static SourceDocument Read(FileStream file, string path, string kind, ReadBudget budget)
    {
        var text = TextFile.Read(file, budget);
        var draft = new DocumentDraft(budget);
        Append(draft, text, budget);
        return draft.Finish(path, kind);
    }

    /// <summary>Adds the paragraphs of a text with <c>\n</c> line ends.</summary>
    public static void Append(DocumentDraft draft, string text, ReadBudget budget)
    {
        var isWrapped = IsWrapped(text);
        foreach (var part in text.Split(isWrapped ? "\n\n" : "\n"))
        {
            budget.Block(part.Length);
            budget.Tick();
            draft.Add(new ParagraphDraft { Text = part });
        }
    }

    /// <summary>Whether most lines are followed by another one, and none is longer than a typewriter's.</summary>
    private static bool IsWrapped(string text)
    {
        var lines = text.Split('\n');
        var following = 0;
        var filled = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length > WrappedColumns)
            {
                return false;
            }

            var isFilled = !lines[i].AsSpan().Trim().IsEmpty;
            filled += isFilled ? 1 : 0;
            following += isFilled && i > 0 && !lines[i - 1].AsSpan().Trim().IsEmpty ? 1 : 0;
        }

        return filled > 0 && following * 2 > filled && text.Contains("\n\n", StringComparison.Ordinal);
    }
}
