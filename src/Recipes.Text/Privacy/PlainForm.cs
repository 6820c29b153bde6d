namespace Recipes.Text.Privacy;

/// <summary>Characters as numbers are read: full-width ones as plain ones, small letters as capitals.</summary>
internal static class PlainForm
{
    /// <summary>The plain capital of a letter, the plain form of a digit or sign; other characters as they are.</summary>
    public static char Of(char c)
    {
        var plain = c is >= '！' and <= '～' ? (char)(c - 0xFEE0) : c;
        return plain is >= 'a' and <= 'z' ? (char)(plain - 32) : plain;
    }

    public static bool IsDigit(char plain) => plain is >= '0' and <= '9';

    public static bool IsLetter(char plain) => plain is >= 'A' and <= 'Z';

    public static bool IsLetterOrDigit(char plain) => IsDigit(plain) || IsLetter(plain);

    /// <summary>True where a letter or digit stands at a place that may lie outside the text.</summary>
    public static bool IsLetterOrDigitAt(string text, int at) =>
        at >= 0 && at < text.Length && IsLetterOrDigit(Of(text[at]));

    public static bool IsDigitAt(string text, int at) => at >= 0 && at < text.Length && IsDigit(Of(text[at]));

    /// <summary>Blanks that may stand inside a number: space, no-break spaces, the ideographic space.</summary>
    public static bool IsBlank(char c) => c is ' ' or '\u00A0' or '\u2007' or '\u2009' or '\u202F' or '\u3000';

    /// <summary>True where such a blank stands at a place that may lie behind the text.</summary>
    public static bool IsBlankAt(string text, int at) => at < text.Length && IsBlank(text[at]);

    /// <summary>The place itself, or the one after a blank that stands there.</summary>
    public static int AfterBlank(string text, int at) => IsBlankAt(text, at) ? at + 1 : at;

    /// <summary>Hyphens and dashes that may stand inside a number.</summary>
    public static bool IsHyphen(char c) => c is '-' or '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\uFF0D' or '\uFE63';

    /// <summary>Characters that no reader sees: they neither part nor join.</summary>
    public static bool IsInvisible(char c) => c is '\u00AD' or '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF';

    /// <summary>A Han character of the basic block or its first extension; names of places use no others.</summary>
    public static bool IsHan(char c) => c is >= '\u4E00' and <= '\u9FFF' or >= '\u3400' and <= '\u4DBF' or '〇';
}
