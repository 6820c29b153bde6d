using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>Unicode normalization of any text.</summary>
internal static class Normalization
{
    private const char NoCharacter = '\uFFFE'; // string.Normalize throws at it

    /// <summary>The text in a normalization form.</summary>
    /// <param name="text">Without lone surrogates.</param>
    /// <param name="form">Any of the four.</param>
    public static string Apply(string text, NormalizationForm form)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        return text.AsSpan().Contains(NoCharacter)
            ? string.Join(NoCharacter, text.Split(NoCharacter).Select(part => part.Normalize(form)))
            : text.Normalize(form);
    }
}
