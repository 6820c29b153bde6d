namespace Recipes.Torch.Generation.Json;

/// <summary>The bytes of a JSON text between its quotes: UTF-8 and escapes, byte by byte.</summary>
/// <remarks>Parts: 0 between characters; 1 behind \; 2 to 5 so many hexadecimal digits of \u are there, plus 2; 8 to 10
/// that many bytes minus 7 of a character are missing; 11 to 14 the first byte was E0, ED, F0, F4, behind which not all
/// may come. 6 is \ud. Half of a surrogate pair is never written as \u.</remarks>
internal static class TextBytes
{
    private const string Short = "\"\\/bfnrt";
    private const int Surrogate = 6; // the first digit was d, behind which only 0 to 7 make a character

    /// <summary>What stands half written behind a byte; null where the byte must not come.</summary>
    /// <param name="part">Before it.</param>
    /// <param name="next">The byte; a quote that ends the text is not asked here.</param>
    public static int? After(int part, byte next) => part switch
    {
        0 => First(next),
        1 => Escaped(next),
        (>= 2 and <= 5) or Surrogate => Hexadecimal(part, next),
        _ => Continued(part, next),
    };

    /// <summary>Bytes that must still come before the character is whole.</summary>
    public static int Missing(int part) => part switch
    {
        0 => 0,
        1 => 1,
        <= 5 => 6 - part,
        Surrogate => 3,
        <= 10 => part - 7,
        <= 12 => 2,
        _ => 3,
    };

    private static int? First(byte next) => next switch
    {
        (byte)'\\' => 1,
        < 0x20 => null,
        < 0x80 => 0,
        >= 0xC2 and <= 0xDF => 8,
        0xE0 => 11,
        0xED => 12,
        >= 0xE1 and <= 0xEF => 9,
        0xF0 => 13,
        0xF4 => 14,
        >= 0xF1 and <= 0xF3 => 10,
        _ => null,
    };

    private static int? Escaped(byte next) => next == 'u' ? 2 : Short.Contains((char)next, StringComparison.Ordinal) ? 0 : null;

    private static int? Hexadecimal(int part, byte next) => (part, (char)next) switch
    {
        (_, var sign) when !char.IsAsciiHexDigit(sign) => null,
        (2, 'd' or 'D') => Surrogate,
        (Surrogate, > '7') => null,
        (Surrogate, _) => 4,
        (5, _) => 0,
        _ => part + 1,
    };

    private static int? Continued(int part, byte next)
    {
        var (least, most) = part switch { 11 => (0xA0, 0xBF), 12 => (0x80, 0x9F), 13 => (0x90, 0xBF), 14 => (0x80, 0x8F), _ => (0x80, 0xBF) };
        return next < least || next > most ? null : part switch { 8 => 0, 11 or 12 => 8, 13 or 14 => 9, _ => part - 1 };
    }
}
