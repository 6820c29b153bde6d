using System.Buffers;
using System.Text.RegularExpressions;

namespace Recipes.Text.Similarity;

/// <summary>Reasons to keep two texts apart although they are nearly the same: what differs is what they say.</summary>
/// <remarks>They take texts before folding, which would remove decimal points and clause dots.</remarks>
public static partial class Guards
{
    private const string Numeral = "[" + ChineseNumerals.Characters + "]";

    // The longest of those that fit is taken: 个月 before 个. Chosen by hand.
    private const string Units =
        "个工作日|工作日|个月|小时|分钟|秒钟|公里|千米|厘米|毫米|公斤|千克|毫克|毫升|平方米|立方米|人民币|美元|欧元|日元|"
        + "年|月|日|号|天|时|分|秒|周|岁|元|角|块|个|名|人|位|条|款|项|章|节|编|篇|页|次|倍|级|度|米|斤|克|吨|升|台|辆|件|套|只|张|层|楼|室|户|"
        + "份|届|期|成|折|瓦|伏|安|种|类|档";

    // May stand after a blank; any other run of letters is a unit only right after the digits.
    private const string LatinUnits =
        "km|cm|mm|nm|m|kg|mg|g|ml|l|ms|min|s|h|kb|mb|gb|tb|khz|mhz|ghz|hz|kwh|kw|w|mah|v|bar|psi|kpa|mpa|rpm|usd|rmb|cny";

    private static readonly SearchValues<char> _numerals = SearchValues.Create(ChineseNumerals.Characters);

    /// <summary>True where the numbers of the two texts, each with its unit, are not the same, counted with
    /// repeats.</summary>
    /// <remarks>After NFKC and lower-casing a number is a run of digits with thousands commas and dots inside; its
    /// value counts, so 10,000 is 10000 and 07 is 7, and a following 百, 千, 万 or 亿 multiplies it. Chinese numerals count
    /// where a unit follows or 第 stands before, except 一个, which is an article. The unit is a run of Latin letters, a
    /// Chinese unit word, %, ‰ or °; 百分之五 is 5%.</remarks>
    public static bool NumbersDiffer(string a, string b) => !Numbers(a).SequenceEqual(Numbers(b), StringComparer.Ordinal);

    /// <summary>True where one text has more negations than the other: 不 无 非 未 勿 没 莫 禁止, not, no, never, n't.</summary>
    /// <remarks>Words in which the character negates nothing (非常, 不仅, 不但, 不过, 无论, 未来) are not counted.</remarks>
    public static bool NegationDiffers(string a, string b) => Negations(a) != Negations(b);

    /// <summary>True where the clauses that the two texts name differ: 第 N 编, 章, 节, 条, 款, 项 and numbers such as 1.2.3,
    /// or 1.2 at the beginning of a line.</summary>
    public static bool ClauseDiffers(string a, string b) => !Clauses(a).SequenceEqual(Clauses(b), StringComparer.Ordinal);

    /// <summary>What the chosen guards look at, as one string: two texts have equal keys exactly if none of these
    /// guards says that they differ.</summary>
    /// <param name="text">Before folding.</param>
    /// <param name="numbers">Whether numbers count: <c>dedupe.keep-if-numbers-differ</c>.</param>
    /// <param name="negations">Whether negations count: <c>dedupe.keep-if-negation-differs</c>.</param>
    /// <param name="clauses">Whether clauses count: <c>dedupe.keep-if-clause-differs</c>.</param>
    public static string Key(string text, bool numbers, bool negations, bool clauses) => string.Join('\n',
        numbers ? string.Join(' ', Numbers(text)) : "",
        negations ? Negations(text).ToString(CultureInfo.InvariantCulture) : "",
        clauses ? string.Join(' ', Clauses(text)) : "");

    private static List<string> Numbers(string text)
    {
        var numbers = new List<string>();
        var rest = Folding.Normalize(text).ToLowerInvariant();
        if (rest.Contains("百分之", StringComparison.Ordinal))
        {
            rest = Percent().Replace(rest, "${number}%");
        }

        if (rest.AsSpan().ContainsAnyInRange('0', '9'))
        {
            rest = DigitRun().Replace(rest, match =>
            {
                numbers.Add(DigitValue(match) + match.Groups["unit"].Value);
                return " "; // taken: the 万 of 5万 is no numeral of its own
            });
        }

        if (rest.AsSpan().ContainsAny(_numerals))
        {
            numbers.AddRange(NumeralRun().Matches(rest)
                .Where(m => m.Value != "一个" && (m.Groups["ordinal"].Length > 0 || m.Groups["unit"].Length > 0))
                .Select(m => Plain(ChineseNumerals.Value(m.Groups["number"].ValueSpan)) + m.Groups["unit"].Value));
        }

        numbers.Sort(StringComparer.Ordinal);
        return numbers;
    }

    private static string DigitValue(Match match)
    {
        var number = match.Groups["number"].Value.Replace(",", "", StringComparison.Ordinal);
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
        {
            return number; // 1.2.3, or longer than a decimal holds: compared as written
        }

        try
        {
            return Plain(match.Groups["place"].Value.Aggregate(value, (v, c) => v * ChineseNumerals.Place(c)));
        }
        catch (OverflowException)
        {
            return number + match.Groups["place"].Value; // beyond 7.9e28 likewise
        }
    }

    /// <summary>Without zeros at the end of the fraction, so that 3.50 is 3.5.</summary>
    private static string Plain(decimal? value) => value?.ToString("0.############################", CultureInfo.InvariantCulture) ?? "";

    private static int Negations(string text) => Negation().Count(Folding.Normalize(text).ToLowerInvariant());

    private static List<string> Clauses(string text)
    {
        var normal = Folding.Normalize(text);
        var named = NamedClause().Matches(normal).Select(m => ClauseNumber(m.Groups["number"].Value) + m.Groups["kind"].Value);
        return named.Concat(DottedClause().Matches(normal).Select(m => m.Groups["number"].Value)).Order(StringComparer.Ordinal).ToList();
    }

    private static string ClauseNumber(string number) => char.IsAsciiDigit(number[0])
        ? number.TrimStart('0')
        : Plain(ChineseNumerals.Value(number));

    [GeneratedRegex("百分之(?<number>[0-9.]+|" + Numeral + "+)")]
    private static partial Regex Percent();

    [GeneratedRegex(@"(?<number>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)*)(?: *(?<place>[百千万亿]+))?"
        + "(?: *(?<unit>" + Units + @"|(?:" + LatinUnits + @")\b|[%‰]|°[a-z]?)|(?<unit>[a-z]+))?")]
    private static partial Regex DigitRun();

    [GeneratedRegex("(?<ordinal>第?)(?<number>" + Numeral + "+)(?<unit>" + Units + "|%)?")]
    private static partial Regex NumeralRun();

    [GeneratedRegex(@"(?!非常|不仅|不但|不过|无论|未来)[不无非未勿没莫]|禁止|\b(?:not|no|never|cannot)\b|n['’]t\b")]
    private static partial Regex Negation();

    [GeneratedRegex("第(?<number>[0-9]+|" + Numeral + "+)(?<kind>[编章节条款项])")]
    private static partial Regex NamedClause();

    [GeneratedRegex(@"(?<![0-9.])(?<number>[0-9]+(?:\.[0-9]+){2,})|^\s*(?<number>[0-9]+\.[0-9]+)(?![0-9.])", RegexOptions.Multiline)]
    private static partial Regex DottedClause();
}
