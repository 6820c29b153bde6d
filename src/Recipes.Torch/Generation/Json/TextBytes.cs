namespace Recipes.Torch.Generation.Json;

/// <summary>The bytes of a JSON text between its quotes: UTF-8 and escapes, byte by byte.</summary>
/// <remarks>Parts: 0 between characters; 1 behind \; 2 to 5 so many hexadecimal digits of \u are there, plus 2; 8 to 10
/// that many bytes minus 7 of a character are missing; 11 to 14 the first byte was E0, ED, F0, F4, behind which not all
/// may come. Half of a surrogate pair is never written as \u.</remarks>
internal static class TextBytes
{
    private const string Short = "\"\\/bfnrt";
    private const string ShortMeans = "\"\\/\b\f\n\r\t";

    /// <summary>What stands half written behind a byte, and the character so far or, where the part is 0, the whole
    /// one; null where the byte must not come.</summary>
    /// <param name="part">Before it.</param>
    /// <param name="character">So far.</param>
    /// <param name="next">The byte; a quote that ends the text is not asked here.</param>
    /// <param name="hasPattern">True → characters are told, and \u is not written; false → they are 0, which keeps states
    /// few.</param>
    public static (int Part, int Character)? After(int part, int character, byte next, bool hasPattern)
    {
        (int Part, int Character)? after = part switch
        {
            0 => First(next),
            1 => Escaped(next, hasPattern),
            >= 2 and <= 5 => Hexadecimal(part, character, next),
            _ => Continued(part, character, next),
        };
        // A \u escape must know its digits; all else only where a pattern looks at characters.
        return after is { } known && !hasPattern && known.Part is not (>= 2 and <= 5) ? (known.Part, 0) : after;
    }

    /// <summary>Bytes that must still come before the character is whole.</summary>
    public static int Missing(int part) => part switch
    {
        0 => 0,
        1 => 1,
        <= 5 => 6 - part,
        <= 10 => part - 7,
        <= 12 => 2,
        _ => 3,
    };

    private static (int, int)? First(byte next) => next switch
    {
        (byte)'\\' => (1, 0),
        < 0x20 => null,
        < 0x80 => (0, next),
        >= 0xC2 and <= 0xDF => (8, next & 0x1F),
        0xE0 => (11, 0),
        0xED => (12, 0xD),
        >= 0xE1 and <= 0xEF => (9, next & 0xF),
        0xF0 => (13, 0),
        0xF4 => (14, 4),
        >= 0xF1 and <= 0xF3 => (10, next & 7),
        _ => null,
    };

    private static (int, int)? Escaped(byte next, bool hasPattern) =>
        next == 'u' ? hasPattern ? null : (2, 0)
        : Short.IndexOf((char)next, StringComparison.Ordinal) is >= 0 and var at ? (0, ShortMeans[at]) : null;

    private static (int, int)? Hexadecimal(int part, int character, byte next)
    {
        if (!char.IsAsciiHexDigit((char)next))
        {
            return null;
        }

        var value = (character * 16) + Convert.ToInt32(((char)next).ToString(), 16);
        var isSurrogate = part == 3 && value is >= 0xD8 and <= 0xDF;
        return isSurrogate ? null : part == 5 ? (0, value) : (part + 1, value);
    }

    private static (int, int)? Continued(int part, int character, byte next)
    {
        var (least, most) = part switch { 11 => (0xA0, 0xBF), 12 => (0x80, 0x9F), 13 => (0x90, 0xBF), 14 => (0x80, 0x8F), _ => (0x80, 0xBF) };
        if (next < least || next > most)
        {
            return null;
        }

        var value = (character << 6) | (next & 0x3F);
        return part switch { 8 => (0, value), 11 or 12 => (8, value), 13 or 14 => (9, value), _ => (part - 1, value) };
    }
}
