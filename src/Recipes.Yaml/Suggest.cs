namespace Recipes.Yaml;

/// <summary>The known word nearest to a mistyped one.</summary>
internal static class Suggest
{
    /// <summary>The nearest word within one edit per three characters (at least one), or null. The first wins among
    /// equals.</summary>
    /// <remarks>One third, chosen by hand: <c>domian</c> finds <c>domain</c>, <c>foo</c> finds nothing of six
    /// letters.</remarks>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length > 64)
        {
            return null;
        }

        var folded = Fold(word);
        var best = known.Select(k => (Word: k, Edits: Edits(folded, Fold(k)))).OrderBy(c => c.Edits).FirstOrDefault();
        return best.Word is not null && best.Edits <= Math.Max(1, folded.Length / 3) ? best.Word : null;
    }

    // keep_if_numbers_differ and keepIfNumbersDiffer are the same key as keep-if-numbers-differ to a reader.
    private static string Fold(string word) =>
        new([.. word.Where(c => c is not ('-' or '_' or ' ')).Select(char.ToLowerInvariant)]);

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment
    /// distance).</summary>
    internal static int Edits(string a, string b)
    {
        // d[i, j] = edits between the first i characters of a and the first j of b
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 ? j : j == 0 ? i : Cheapest(d, a, b, i, j);
            }
        }

        return d[a.Length, b.Length];
    }

    private static int Cheapest(int[,] d, string a, string b, int i, int j)
    {
        var replaced = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        var best = Math.Min(replaced, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
        var isSwap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        return isSwap ? Math.Min(best, d[i - 2, j - 2] + 1) : best;
    }
}
