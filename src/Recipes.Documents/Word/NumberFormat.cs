using System.Text;

namespace Recipes.Documents.Word;

/// <summary>Writes a counter as Word's number formats do (ECMA-376 part 1, 17.18.59).</summary>
internal static class NumberFormat
{
    private const string Stems = "甲乙丙丁戊己庚辛壬癸";
    private const string Branches = "子丑寅卯辰巳午未申酉戌亥";

    /// <summary>The number in the format of that name; decimal for a name it does not know.</summary>
    /// <param name="value">The counter.</param>
    /// <param name="format">Value of <c>w:numFmt</c>.</param>
    public static string Write(int value, string format) =>
        Plain(value, format) ?? EastAsian(value, format) ?? Enclosed(value, format) ?? EnglishNumber.Write(value, format)
        ?? value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A format of the author's own, such as <c>001, 002, 003, ...</c>: zeros in front of the counter.</summary>
    public static string WriteCustom(int value, string? pattern)
    {
        var digits = pattern is null ? 0 : pattern.TakeWhile(char.IsAsciiDigit).Count();
        return value.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    private static string? Plain(int value, string format) => format switch
    {
        "decimal" => value.ToString(CultureInfo.InvariantCulture),
        "decimalZero" => value.ToString("00", CultureInfo.InvariantCulture),
        "upperRoman" => Roman(value),
        "lowerRoman" => Roman(value).ToLowerInvariant(),
        "upperLetter" => Letters(value, 'A', 26),
        "lowerLetter" => Letters(value, 'a', 26),
        "decimalFullWidth" or "decimalFullWidth2" => FullWidth(value),
        "hex" => value.ToString("X", CultureInfo.InvariantCulture),
        "numberInDash" => $"- {value.ToString(CultureInfo.InvariantCulture)} -",
        "none" => "",
        _ => null,
    };

    private static string? EastAsian(int value, string format) => format switch
    {
        "chineseCounting" or "taiwaneseCounting" => value < 100
            ? ChineseNumber.Counting(value)
            : ChineseNumber.Digits(value, '○'),
        "chineseCountingThousand" or "taiwaneseCountingThousand" => ChineseNumber.Counting(value),
        "japaneseCounting" => ChineseNumber.Japanese(value),
        "chineseLegalSimplified" => ChineseNumber.Legal(value),
        "ideographLegalTraditional" or "japaneseLegal" => ChineseNumber.LegalTraditional(value),
        "ideographDigital" or "taiwaneseDigital" or "japaneseDigitalTenThousand" => ChineseNumber.Digits(value, '〇'),
        "ideographTraditional" => Cycle(value, Stems),
        "ideographZodiac" => Cycle(value, Branches),
        "ideographZodiacTraditional" => value < 1
            ? null
            : $"{Stems[(value - 1) % Stems.Length]}{Branches[(value - 1) % Branches.Length]}",
        _ => null,
    };

    private static string? Enclosed(int value, string format) => format switch
    {
        "decimalEnclosedCircle" or "decimalEnclosedCircleChinese" => Circled(value),
        "decimalEnclosedParen" => Sign(value, '⑴', 20),
        "decimalEnclosedFullstop" => Sign(value, '⒈', 20),
        "ideographEnclosedCircle" => Sign(value, '㊀', 10),
        _ => null,
    };

    private static string? Circled(int value) => value switch
    {
        <= 20 => Sign(value, '①', 20),
        <= 35 => ((char)('㉑' + value - 21)).ToString(),
        <= 50 => ((char)('㊱' + value - 36)).ToString(),
        _ => null,
    };

    private static string? Sign(int value, char first, int count) =>
        value >= 1 && value <= count ? ((char)(first + value - 1)).ToString() : null;

    private static string? Cycle(int value, string signs) =>
        value < 1 ? null : signs[(value - 1) % signs.Length].ToString();

    private static string FullWidth(int value) =>
        string.Concat(value.ToString(CultureInfo.InvariantCulture).Select(c => char.IsAsciiDigit(c) ? (char)(c - '0' + '０') : c));

    /// <summary>A … Z, AA, BB …: Word repeats the letter, it does not count on like a spreadsheet.</summary>
    private static string Letters(int value, char first, int count)
    {
        const int longest = 30; // as Word: 780 is the last letter number
        return value < 1 || value > count * longest
            ? value.ToString(CultureInfo.InvariantCulture)
            : new string((char)(first + ((value - 1) % count)), 1 + ((value - 1) / count));
    }

    private static string Roman(int value)
    {
        if (value is < 1 or > 32_767)
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        ReadOnlySpan<(int Value, string Sign)> signs =
        [
            (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
            (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
        ];
        var text = new StringBuilder();
        foreach (var (unit, sign) in signs)
        {
            for (; value >= unit; value -= unit)
            {
                text.Append(sign);
            }
        }

        return text.ToString();
    }
}
