using System.Text;

namespace Recipes.Text.Similarity;

/// <summary>The form in which texts are compared: what readers take for the same text becomes the same
/// string.</summary>
public static class Folding
{
    /// <summary>NFKC, then lower-case, then every rune of the Unicode categories P* (punctuation), Z* (white space) and
    /// C* (controls, invisible format characters) removed. Symbols (S*) and marks (M*, among them U+FE0F)
    /// stay.</summary>
    /// <remarks>Lower-casing is the simple, culture-free one: ß stays ß, İ (U+0130) stays as it is.</remarks>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lower = Normalize(text).ToLowerInvariant();
        var kept = new StringBuilder(lower.Length);
        foreach (var rune in lower.EnumerateRunes())
        {
            if (!IsRemoved(rune))
            {
                kept.Append(rune);
            }
        }

        return kept.Length == lower.Length ? lower : kept.ToString();
    }

    /// <summary>Question and answer as Dedupe compares them: joined by a line break, then folded.</summary>
    public static string QuestionAndAnswer(string question, string answer) => Fold(question + "\n" + answer);

    /// <summary>NFKC; a lone surrogate, which <see cref="string.Normalize()"/> refuses, becomes U+FFFD.</summary>
    public static string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return HasLoneSurrogate(text) ? Repair(text).Normalize(NormalizationForm.FormKC) : text.Normalize(NormalizationForm.FormKC);
    }

    /// <summary>True for the runes that folding takes away: categories P*, Z* and C*.</summary>
    internal static bool IsRemoved(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        >= UnicodeCategory.SpaceSeparator and <= UnicodeCategory.OtherPunctuation => true, // Zs Zl Zp Cc Cf Cs Co Pc Pd Ps Pe Pi Pf Po
        UnicodeCategory.OtherNotAssigned => true,
        _ => false,
    };

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return true;
            }

            i++;
        }

        return false;
    }

    private static string Repair(string text)
    {
        var repaired = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            repaired.Append(rune);
        }

        return repaired.ToString();
    }
}
