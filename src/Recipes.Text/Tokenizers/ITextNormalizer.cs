using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>One step of a normalizer.</summary>
internal interface ITextNormalizer
{
    /// <summary>The normalized text.</summary>
    /// <param name="text">Without lone surrogates.</param>
    string Apply(string text);
}

/// <summary>One of Unicode's four forms.</summary>
internal sealed class FormNormalizer(NormalizationForm form) : ITextNormalizer
{
    /// <inheritdoc/>
    public string Apply(string text) => Normalization.Apply(text, form);
}

/// <summary>Puts something before a text that is not empty.</summary>
internal sealed class PrependNormalizer(string prefix) : ITextNormalizer
{
    /// <inheritdoc/>
    public string Apply(string text) => text.Length == 0 ? text : prefix + text;
}

/// <summary>Replaces every occurrence of a text.</summary>
internal sealed class ReplaceNormalizer(string old, string replacement) : ITextNormalizer
{
    /// <inheritdoc/>
    public string Apply(string text) => text.Replace(old, replacement, StringComparison.Ordinal);
}

/// <summary>Replaces every match of a pattern, without backtracking.</summary>
internal sealed class PatternNormalizer(SplitPattern pattern, string replacement) : ITextNormalizer
{
    /// <inheritdoc/>
    public string Apply(string text)
    {
        var changed = new StringBuilder(text.Length);
        var steps = SplitPattern.StepsFor(text.Length);
        for (var position = 0; position < text.Length;)
        {
            var end = pattern.MatchAt(text, position, ref steps);
            var next = end >= 0 ? end : position + (char.IsHighSurrogate(text[position]) ? 2 : 1);
            changed.Append(end >= 0 ? replacement : text.AsSpan(position, next - position));
            position = next;
        }

        return changed.ToString();
    }
}

/// <summary>Strips white space.</summary>
internal sealed class StripNormalizer(bool atStart, bool atEnd) : ITextNormalizer
{
    /// <inheritdoc/>
    public string Apply(string text)
    {
        var (start, end) = (0, text.Length);
        while (atStart && start < end && CharacterSet.WhiteSpace.Contains(text[start]))
        {
            start++;
        }

        while (atEnd && end > start && CharacterSet.WhiteSpace.Contains(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }
}

/// <summary>Lower case, character by character: no rule for a final sigma, as in the reference.</summary>
internal sealed class LowercaseNormalizer : ITextNormalizer
{
    /// <inheritdoc/>
    public string Apply(string text) => text.Replace("\u0130", "i\u0307", StringComparison.Ordinal).ToLowerInvariant();
}

/// <summary>Removes marks.</summary>
/// <param name="onlyNonSpacing">Whether only nonspacing ones go, as BERT wants; else all.</param>
internal sealed class StripAccentsNormalizer(bool onlyNonSpacing) : ITextNormalizer
{
    /// <inheritdoc/>
    public string Apply(string text) => string.Concat(text.EnumerateRunes()
        .Where(rune => !IsRemoved(rune, Rune.GetUnicodeCategory(rune))).Select(rune => rune.ToString()));

    private bool IsRemoved(Rune rune, UnicodeCategory category) =>
        onlyNonSpacing
            ? (category == UnicodeCategory.NonSpacingMark && !NewerCharacters.IsNewMark(rune.Value))
                || NewerCharacters.WasNonSpacing(rune.Value)
            : category
                is UnicodeCategory.NonSpacingMark
                    or UnicodeCategory.SpacingCombiningMark
                    or UnicodeCategory.EnclosingMark;
}
