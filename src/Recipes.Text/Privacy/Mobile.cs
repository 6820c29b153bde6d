namespace Recipes.Text.Privacy;

/// <summary>Chinese mobile numbers: 11 digits of a segment that an operator uses, with or without 86 or 0 before
/// them.</summary>
internal static class Mobile
{
    private static readonly bool[] _segments = Segments();

    /// <summary>True for the digits of a number.</summary>
    /// <param name="plain">Plain characters.</param>
    /// <param name="groupEnds">How many characters each group ends after, the last one at the end of the number: a number
    /// is written as 138 1234 5678, 138 12345678 or without blanks; 1380000 2009 are two numbers of a table.</param>
    public static bool IsValid(ReadOnlySpan<char> plain, IReadOnlyList<int> groupEnds)
    {
        if (plain.Length is < 11 or > 15 || plain.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        var prefix = plain.Length - 11;
        var hasPrefix = plain[..prefix] is "" or "0" or "86" or "086" or "0086";
        return hasPrefix && IsSegment(plain[prefix..]) && IsGrouped(groupEnds, prefix, plain.Length);
    }

    /// <summary>Groups after the prefix have at least 3 digits, the first exactly 3 or all 11; the prefix may be one or two
    /// of its own.</summary>
    private static bool IsGrouped(IReadOnlyList<int> groupEnds, int prefix, int length)
    {
        var start = prefix;
        foreach (var end in groupEnds)
        {
            if (end <= prefix)
            {
                continue;
            }

            if (end > length)
            {
                break;
            }

            if (end - start < 3 || (start == prefix && end - start is > 3 and < 11))
            {
                return false;
            }

            start = end;
        }

        return true;
    }

    private static bool IsSegment(ReadOnlySpan<char> number) =>
        number[0] == '1' && _segments[((number[1] - '0') * 10) + number[2] - '0'];

    /// <summary>By the second and third digit: 13x, 145–149, 150–153, 155–159, 162, 165–167, 170–178, 18x, 190–193,
    /// 195–199.</summary>
    private static bool[] Segments()
    {
        var isUsed = new bool[100];
        foreach (var (first, last) in new[]
        {
            (30, 39), (45, 49), (50, 53), (55, 59), (62, 62), (65, 67), (70, 78), (80, 89), (90, 93), (95, 99),
        })
        {
            Array.Fill(isUsed, true, first, last - first + 1);
        }

        return isUsed;
    }
}
