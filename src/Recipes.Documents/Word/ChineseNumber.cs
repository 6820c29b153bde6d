using System.Text;

namespace Recipes.Documents.Word;

/// <summary>Numbers in Chinese and Japanese characters.</summary>
internal static class ChineseNumber
{
    private const string Plain = "零一二三四五六七八九";
    private const string Financial = "零壹贰叁肆伍陆柒捌玖";
    private const string FinancialTraditional = "零壹貳參肆伍陸柒捌玖";

    /// <summary>十, 十一, 一百二十五, 一千零一: 十 to 十九 without 一.</summary>
    public static string Counting(int value)
    {
        var text = Grouped(value, Plain, "十百千", '万');
        return value is >= 10 and < 20 ? text[1..] : text;
    }

    /// <summary>壹, 壹拾, 壹佰零壹.</summary>
    public static string Legal(int value) => Grouped(value, Financial, "拾佰仟", '万');

    /// <summary>The same in traditional characters.</summary>
    public static string LegalTraditional(int value) => Grouped(value, FinancialTraditional, "拾佰仟", '萬');

    /// <summary>百二十五, 千一: no zero inside, no one before 十, 百 and 千.</summary>
    public static string Japanese(int value)
    {
        var text = Grouped(value, Plain, "十百千", '万').Replace("零", "", StringComparison.Ordinal);
        foreach (var unit in "十百千")
        {
            text = text.Replace($"一{unit}", unit.ToString(), StringComparison.Ordinal);
        }

        return text.Length == 0 ? "〇" : text;
    }

    /// <summary>Digit by digit: 一〇五.</summary>
    public static string Digits(int value, char zero) =>
        string.Concat(value.ToString(CultureInfo.InvariantCulture)
            .Select(c => c == '0' ? zero : char.IsAsciiDigit(c) ? Plain[c - '0'] : c));

    private static string Grouped(int value, string digits, string units, char tenThousand)
    {
        if (value < 0 || value >= 100_000_000)
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        if (value == 0)
        {
            return digits[..1];
        }

        var (high, low) = (value / 10_000, value % 10_000);
        var text = new StringBuilder();
        if (high > 0)
        {
            AppendGroup(text, high, digits, units);
            text.Append(tenThousand);
            if (low is > 0 and < 1000)
            {
                text.Append(digits[0]);
            }
        }

        AppendGroup(text, low, digits, units);
        return text.ToString();
    }

    private static void AppendGroup(StringBuilder text, int value, string digits, string units)
    {
        var isZeroPending = false;
        var isStarted = false;
        for (var (place, unit) = (3, 1000); place >= 0; place--, unit /= 10)
        {
            var digit = value / unit % 10;
            if (digit == 0)
            {
                isZeroPending = isStarted;
                continue;
            }

            text.Append(isZeroPending ? digits[..1] : "").Append(digits[digit]);
            if (place > 0)
            {
                text.Append(units[place - 1]);
            }

            (isStarted, isZeroPending) = (true, false);
        }
    }
}
