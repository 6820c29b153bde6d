using System.Text;

namespace Recipes.Text.Scoring;

/// <summary>Exact match and overlap F1 as CMRC 2018 defines them for answers out of a Chinese passage.</summary>
/// <remarks>Source: ymcui/cmrc2018, cmrc2018_evaluate.py version 6. The name of its function says subsequence; what it
/// computes is the longest common substring of tokens. No NFKC: full-width letters and digits differ from ASCII
/// ones.</remarks>
public static class CmrcOverlap
{
    private static readonly System.Buffers.SearchValues<char> _dropped =
        System.Buffers.SearchValues.Create("-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』");

    /// <summary>True if the answer equals a gold one after lower-casing, trimming and dropping the listed
    /// punctuation.</summary>
    public static bool IsExact(IEnumerable<string> golds, string answer) => golds.Any(g => Plain(g) == Plain(answer));

    /// <summary>The best F1 over the gold answers, in [0, 1]; 0 where nothing is shared.</summary>
    public static double F1(IEnumerable<string> golds, string answer)
    {
        ArgumentNullException.ThrowIfNull(golds);
        var given = Tokens(answer);
        return golds.Select(g => F1(Tokens(g), given)).DefaultIfEmpty(0).Max();
    }

    /// <summary>With L the length of the longest common substring of tokens: P = L/|given|, R = L/|gold|, F1 =
    /// 2PR/(P+R).</summary>
    public static double F1(IReadOnlyList<string> gold, IReadOnlyList<string> given)
    {
        var common = LongestCommonSubstring(gold, given);
        return common == 0 ? 0 : 2.0 * common / (gold.Count + given.Count);
    }

    /// <summary>Each of U+4E00..U+9FA5 alone; listed punctuation dropped without ending a token; the rest glued until
    /// the next such character and then split as English text.</summary>
    public static IReadOnlyList<string> Tokens(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<string>();
        var glued = new StringBuilder();
        foreach (var c in text.ToLowerInvariant().Trim())
        {
            if (_dropped.Contains(c))
            {
                continue;
            }

            if (c is >= '\u4E00' and <= '\u9FA5')
            {
                tokens.AddRange(EnglishTokens.Split(glued.ToString()));
                glued.Clear();
                tokens.Add(c.ToString());
            }
            else
            {
                glued.Append(c);
            }
        }

        tokens.AddRange(EnglishTokens.Split(glued.ToString()));
        return tokens;
    }

    private static string Plain(string text) =>
        string.Concat(text.ToLowerInvariant().Trim().Where(c => !_dropped.Contains(c)));

    private static int LongestCommonSubstring(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        var longest = 0;
        var previous = new int[b.Count + 1]; // previous[j + 1]: common run that ends at a[i − 1], b[j]
        for (var i = 0; i < a.Count; i++)
        {
            var current = new int[b.Count + 1];
            for (var j = 0; j < b.Count; j++)
            {
                current[j + 1] = a[i] == b[j] ? previous[j] + 1 : 0;
                longest = Math.Max(longest, current[j + 1]);
            }

            previous = current;
        }

        return longest;
    }
}
