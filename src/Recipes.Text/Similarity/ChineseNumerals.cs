namespace Recipes.Text.Similarity;

/// <summary>Values of numbers written in Chinese characters.</summary>
internal static class ChineseNumerals
{
    /// <summary>The characters of which they consist.</summary>
    public const string Characters = "零〇一二两三四五六七八九十百千万亿";

    private const int Longest = 25; // more would leave the range of a decimal

    /// <summary>The value of 二十一, 一百零五, 三万五千 or, digit by digit, 二〇二一; null where the text is no such number.</summary>
    public static decimal? Value(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > Longest)
        {
            return null;
        }

        return text.ContainsAny("十百千万亿") ? ByPlaces(text) : ByDigits(text);
    }

    /// <summary>10 for 十, 100 for 百, … 10⁸ for 亿; 0 for other characters.</summary>
    public static decimal Place(char c) => c switch
    {
        '十' => 10,
        '百' => 100,
        '千' => 1_000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => 0,
    };

    private static decimal? ByDigits(ReadOnlySpan<char> text)
    {
        decimal value = 0;
        foreach (var c in text)
        {
            if (Digit(c) is not { } digit)
            {
                return null;
            }

            value = (value * 10) + digit;
        }

        return value;
    }

    /// <summary>Sections below 万 are summed and then multiplied by 万 or 亿.</summary>
    private static decimal? ByPlaces(ReadOnlySpan<char> text)
    {
        decimal total = 0, section = 0, digit = 0;
        foreach (var c in text)
        {
            var place = Place(c);
            if (place == 0)
            {
                if (Digit(c) is not { } d)
                {
                    return null;
                }

                digit = d;
            }
            else if (place < 10_000)
            {
                section += (digit == 0 ? 1 : digit) * place; // 十五: no digit before 十
                digit = 0;
            }
            else
            {
                var before = section + digit;
                total = place == 100_000_000 ? (total + before) * place : total + ((before == 0 ? 1 : before) * place);
                (section, digit) = (0, 0);
            }
        }

        return total + section + digit;
    }

    private static int? Digit(char c)
    {
        var place = "〇一二三四五六七八九".IndexOf(c, StringComparison.Ordinal);
        return c switch { '零' => 0, '两' => 2, _ => place < 0 ? null : place };
    }
}
