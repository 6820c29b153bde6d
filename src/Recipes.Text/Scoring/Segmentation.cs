using System.Text;

namespace Recipes.Text.Scoring;

/// <summary>Word segmentation as character ranges: a word is right if it starts and ends where a gold word
/// does.</summary>
/// <remarks>The score of the SIGHAN bakeoffs and of the Universal Dependencies scorer on real text. Characters are
/// runes; white space, which no segmentation decides, is not counted.</remarks>
public static class Segmentation
{
    private const int LargestTable = 4_000_000; // cells of the alignment; 2,000 × 2,000 runes, chosen by hand

    /// <summary>Right where both lists of words spell the same text, white space aside.</summary>
    public static bool IsFaithful(IReadOnlyList<string> gold, IReadOnlyList<string> words) =>
        Spell(gold).SequenceEqual(Spell(words));

    /// <summary>Span counts by offsets alone: the two texts are taken for the same.</summary>
    public static SpanCounts Count(IReadOnlyList<string> gold, IReadOnlyList<string> words) =>
        SpanCounts.Of(Ranges(gold), Ranges(words));

    /// <summary>Span counts where a model may have dropped, added or changed characters.</summary>
    /// <remarks>Equal texts: <see cref="Count"/>. Else the characters are aligned by a longest common subsequence; a
    /// word is right if all its characters are aligned to neighbours in the gold text that form one gold word. A word
    /// with an unaligned character is wrong.</remarks>
    public static SpanCounts CountAligned(IReadOnlyList<string> gold, IReadOnlyList<string> words)
    {
        var text = Spell(gold);
        var spelled = Spell(words);
        if (text.SequenceEqual(spelled) || (long)text.Count * spelled.Count > LargestTable)
        {
            return Count(gold, words);
        }

        var place = Align(spelled, text);
        var wanted = Ranges(gold);
        var given = Ranges(words);
        var right = new HashSet<(int, int)>();
        foreach (var (start, end) in given)
        {
            var first = place[start];
            var isWhole = first >= 0 && Enumerable.Range(0, end - start).All(i => place[start + i] == first + i);
            if (isWhole && wanted.Contains((first, first + end - start)))
            {
                right.Add((first, first + end - start));
            }
        }

        return new(right.Count, wanted.Count, given.Count);
    }

    /// <summary>Shares of gold words outside and inside a dictionary that were found: (rate of outside words, recall
    /// outside, recall inside); null where there is no such word.</summary>
    public static (double OutsideRate, double? OutsideRecall, double? InsideRecall) Recall(
        IEnumerable<(IReadOnlyList<string> Gold, IReadOnlyList<string> Words)> sentences,
        IReadOnlySet<string> dictionary
    )
    {
        ArgumentNullException.ThrowIfNull(sentences);
        ArgumentNullException.ThrowIfNull(dictionary);
        int inside = 0, outside = 0, foundInside = 0, foundOutside = 0;
        foreach (var (gold, words) in sentences)
        {
            var given = Ranges(words);
            foreach (var (word, range) in WordRanges(gold))
            {
                var isFound = given.Contains(range) ? 1 : 0;
                var isInside = dictionary.Contains(word);
                inside += isInside ? 1 : 0;
                outside += isInside ? 0 : 1;
                foundInside += isInside ? isFound : 0;
                foundOutside += isInside ? 0 : isFound;
            }
        }

        var rate = inside + outside == 0 ? 0 : (double)outside / (inside + outside);
        return (
            rate,
            outside == 0 ? null : (double)foundOutside / outside,
            inside == 0 ? null : (double)foundInside / inside
        );
    }

    /// <summary>Length of the longest common subsequence of runes over the longer text's length, in [0, 1]: how much of
    /// a text stands in another.</summary>
    internal static double Likeness(IReadOnlyList<string> gold, IReadOnlyList<string> words)
    {
        var text = Spell(gold);
        var spelled = Spell(words);
        if (text.Count == 0 || spelled.Count == 0 || (long)text.Count * spelled.Count > LargestTable)
        {
            return 0;
        }

        return (double)Align(spelled, text).Count(p => p >= 0) / Math.Max(text.Count, spelled.Count);
    }

    private static HashSet<(int Start, int End)> Ranges(IReadOnlyList<string> words) =>
        WordRanges(words).Select(w => w.Range).ToHashSet();

    private static IEnumerable<(string Word, (int Start, int End) Range)> WordRanges(IReadOnlyList<string> words)
    {
        var start = 0;
        foreach (var word in words)
        {
            var length = word.EnumerateRunes().Count(r => !Rune.IsWhiteSpace(r));
            if (length > 0)
            {
                yield return (word, (start, start + length));
                start += length;
            }
        }
    }

    private static List<Rune> Spell(IReadOnlyList<string> words) =>
        words.SelectMany(w => w.EnumerateRunes().ToArray()).Where(r => !Rune.IsWhiteSpace(r)).ToList();

    /// <summary>For each rune of <paramref name="from"/> its partner in <paramref name="to"/>, or −1.</summary>
    private static int[] Align(List<Rune> from, List<Rune> to)
    {
        var length = new int[from.Count + 1, to.Count + 1]; // of the longest common subsequence of the two rests
        for (var i = from.Count - 1; i >= 0; i--)
        {
            for (var j = to.Count - 1; j >= 0; j--)
            {
                length[i, j] =
                    from[i] == to[j] ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
            }
        }

        var place = new int[from.Count];
        Array.Fill(place, -1);
        for (int i = 0, j = 0; i < from.Count && j < to.Count;)
        {
            if (from[i] == to[j])
            {
                place[i++] = j++;
            }
            else if (length[i + 1, j] >= length[i, j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return place;
    }
}
