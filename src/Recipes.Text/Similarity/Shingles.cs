namespace Recipes.Text.Similarity;

/// <summary>The set of overlapping pieces of a text by which similarity is measured.</summary>
public static class Shingles
{
    /// <summary>5 characters: short enough for a Chinese sentence, long enough that unrelated ones share few.</summary>
    public const int DefaultLength = 5;

    private const ulong Base = 0x9E3779B97F4A7C15; // odd, so that powers modulo 2⁶⁴ never vanish

    /// <summary>The distinct runs of <paramref name="length"/> runes; a shorter text is one shingle of itself, an empty
    /// one has none.</summary>
    /// <param name="folded">A folded text.</param>
    /// <param name="length">In runes, at least 1.</param>
    public static IReadOnlySet<string> Of(string folded, int length = DefaultLength)
    {
        ArgumentNullException.ThrowIfNull(folded);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        var runes = folded.EnumerateRunes().Select(r => r.ToString()).ToList();
        var count = Math.Max(Math.Min(1, runes.Count), runes.Count - length + 1);
        return Enumerable.Range(0, count).Select(i => string.Concat(runes.Skip(i).Take(length))).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>|A ∩ B| / |A ∪ B| of the two sets of shingles, in [0, 1]; null where both texts are empty, which are no
    /// duplicates.</summary>
    public static double? Jaccard(string a, string b, int length = DefaultLength)
    {
        var first = Of(a, length);
        var second = Of(b, length);
        var shared = first.Count(second.Contains);
        var all = first.Count + second.Count - shared;
        return all == 0 ? null : (double)shared / all;
    }

    /// <summary>The shingles as 64-bit hashes, in text order, repeats included.</summary>
    /// <remarks>A rolling polynomial modulo 2⁶⁴, mixed; two different shingles agree with probability about 2⁻⁶⁴, and
    /// so do equal ones of different salts.</remarks>
    internal static ulong[] Hashes(string folded, int length, ulong salt)
    {
        var runes = Runes(folded);
        if (runes.Length == 0)
        {
            return [];
        }

        var window = Math.Min(length, runes.Length);
        var oldest = 1UL; // Base to the power of the window: the weight of the rune that leaves
        for (var i = 0; i < window; i++)
        {
            oldest *= Base;
        }

        var hashes = new ulong[runes.Length - window + 1];
        var rolling = 0UL;
        for (var i = 0; i < runes.Length; i++)
        {
            rolling = (rolling * Base) + (uint)runes[i] + 1;
            if (i >= window)
            {
                rolling -= ((uint)runes[i - window] + 1) * oldest;
            }

            if (i >= window - 1)
            {
                // The window's length is part of it: a short text is never a shingle of a longer one.
                hashes[i - window + 1] = Mix((rolling + (ulong)window) ^ Mix(salt));
            }
        }

        return hashes;
    }

    private static int[] Runes(string text)
    {
        var runes = new int[text.Length];
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            runes[count++] = rune.Value;
        }

        return count == runes.Length ? runes : runes[..count];
    }

    /// <summary>The finalizer of SplitMix64: every bit of the input moves every bit of the output.</summary>
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
