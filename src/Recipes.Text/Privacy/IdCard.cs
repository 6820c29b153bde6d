namespace Recipes.Text.Privacy;

/// <summary>Identity numbers by GB 11643-1999: 6 digits of a region, 8 of a birth date, 3 of an order, and a check character
/// by ISO 7064 MOD 11-2. Until 1999 a number had a year of two digits and no check.</summary>
/// <remarks>With a₁ … a₁₇ the digits and Wᵢ = 2^(18−i) mod 11, the check is (12 − Σ aᵢWᵢ mod 11) mod 11, where 10 is
/// X.</remarks>
internal static class IdCard
{
    private const string Checks = "10X98765432"; // by Σ aᵢWᵢ mod 11

    // GB/T 2260: provinces; 81 to 83 are residence permits of people from Hong Kong, Macau and Taiwan.
    private static readonly bool[] _provinces = Provinces();

    private static ReadOnlySpan<byte> Weights => [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>True for the 18 plain characters of a valid number.</summary>
    public static bool IsValid(ReadOnlySpan<char> plain)
    {
        if (plain.Length != 18 || !IsRegion(plain) || plain[..17].ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < 17; i++)
        {
            sum += (plain[i] - '0') * Weights[i];
        }

        return Checks[sum % 11] == plain[17]
            && IsDate(Number(plain.Slice(6, 4)), Number(plain.Slice(10, 2)), Number(plain.Slice(12, 2)));
    }

    /// <summary>True for the 15 digits of an old number; it has no check, so region and date alone decide.</summary>
    public static bool IsValidOld(ReadOnlySpan<char> plain) =>
        plain.Length == 15 && !plain.ContainsAnyExceptInRange('0', '9') && IsRegion(plain)
        && IsDate(1900 + Number(plain.Slice(6, 2)), Number(plain.Slice(8, 2)), Number(plain.Slice(10, 2)));

    /// <summary>True where two digits are the code of a province.</summary>
    public static bool IsProvince(ReadOnlySpan<char> twoDigits) =>
        !twoDigits.ContainsAnyExceptInRange('0', '9') && _provinces[Number(twoDigits)];

    /// <summary>A province; or 9 before a province, the permanent residence of a foreigner.</summary>
    private static bool IsRegion(ReadOnlySpan<char> plain) =>
        IsProvince(plain[..2]) || (plain[0] == '9' && plain.Length == 18 && IsProvince(plain.Slice(1, 2)));

    private static bool IsDate(int year, int month, int day) =>
        year is >= 1800 and < 2100 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    private static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            number = (number * 10) + digit - '0';
        }

        return number;
    }

    private static bool[] Provinces()
    {
        var isProvince = new bool[100];
        foreach (var (first, last) in new[] { (11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83) })
        {
            Array.Fill(isProvince, true, first, last - first + 1);
        }

        return isProvince;
    }
}
