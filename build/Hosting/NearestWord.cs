namespace Recipes.Build.Hosting;

/// <summary>The word that was meant.</summary>
internal static class NearestWord
{
    /// <summary>The known word with the fewest edits (insert, delete, replace, swap of neighbours), any case.</summary>
    /// <returns>Null where even the nearest needs more than a third of the letters, or more than one of up to
    /// three.</returns>
    public static string? Of(string word, IEnumerable<string> known)
    {
        string? nearest = null;
        var limit = Math.Max(1, word.Length / 3);
        foreach (var candidate in known)
        {
            var edits = Edits(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (edits < (nearest is null ? limit + 1 : limit))
            {
                nearest = candidate;
                limit = edits;
            }
        }

        return nearest;
    }

    /// <summary>Optimal string alignment distance.</summary>
    private static int Edits(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                d[i, j] =
                    i == 0 || j == 0
                        ? i + j
                        : Math.Min(
                            Math.Min(d[i - 1, j], d[i, j - 1]) + 1,
                            d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                        );
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
