namespace Recipes.Documents.Html;

/// <summary>Looks at the tags of a page before it is parsed: open elements in their thousands cost a parser that follows the
/// standard time and memory in the square of their number.</summary>
internal static class HtmlDepth
{
    /// <summary>Elements that may be open at once; chosen by hand, far above any page.</summary>
    private const int MostOpen = 1000;

    /// <summary>Elements without an end, or ended by what follows them.</summary>
    private static readonly HashSet<string> Unclosed = new(StringComparer.OrdinalIgnoreCase)
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p", "li", "dt",
        "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option", "optgroup", "rt", "rp", "colgroup", "html", "head", "body",
    };

    /// <exception cref="UnreadableException">Too many elements are open at once.</exception>
    public static void Reject(string text, ReadBudget budget)
    {
        var open = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var total = 0;
        for (var at = text.IndexOf('<', StringComparison.Ordinal); at >= 0; at = Next(text, at))
        {
            budget.Tick();
            var isEnd = at + 1 < text.Length && text[at + 1] == '/';
            var name = Name(text, at + (isEnd ? 2 : 1));
            if (name.Length == 0 || Unclosed.Contains(name))
            {
                continue;
            }

            var count = open.GetValueOrDefault(name);
            var change = !isEnd ? 1 : count > 0 ? -1 : 0;
            open[name] = count + change;
            total += change;
            if (!isEnd && name is "script" or "style")
            {
                at = Math.Max(at, text.IndexOf("</", at, StringComparison.Ordinal) - 1);
            }

            if (total > MostOpen)
            {
                throw UnreadableException.Limit($"more than {ReadBudget.Count(MostOpen)} of its elements are open at once");
            }
        }
    }

    private static int Next(string text, int at) => at + 1 < text.Length ? text.IndexOf('<', at + 1) : -1;

    private static string Name(string text, int start)
    {
        const int longest = 32;
        var end = start;
        while (end < text.Length && end - start < longest && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        return text[start..end].ToLowerInvariant();
    }
}
