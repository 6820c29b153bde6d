using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>BERT's cleaning: control characters go, white space becomes a space, Chinese characters get spaces around
/// them.</summary>
/// <param name="cleans">Whether control characters go and white space is made one kind.</param>
/// <param name="spacesChinese">Whether Chinese characters stand alone.</param>
internal sealed class BertNormalizer(bool cleans, bool spacesChinese) : ITextNormalizer
{
    /// <inheritdoc/>
    public string Apply(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (cleans && IsRemoved(rune))
            {
                continue;
            }

            if (cleans && CharacterSet.WhiteSpace.Contains(rune.Value))
            {
                clean.Append(' ');
            }
            else if (spacesChinese && IsChinese(rune.Value))
            {
                clean.Append(' ').Append(rune).Append(' ');
            }
            else
            {
                clean.Append(rune);
            }
        }

        return clean.ToString();
    }

    private static bool IsRemoved(Rune rune) =>
        rune.Value is 0 or 0xFFFD
        || (
            rune.Value is not ('\t' or '\n' or '\r')
            && IsControl(Rune.GetUnicodeCategory(rune))
            && !NewerCharacters.IsNewMark(rune.Value)
        );

    /// <summary>Unassigned code points stay, as in the reference.</summary>
    private static bool IsControl(UnicodeCategory category) =>
        category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse;

    private static bool IsChinese(int codePoint) => codePoint is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F)
        or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
