namespace Recipes.Text.Privacy;

/// <summary>Numbers of bank cards: 16 to 19 digits whose first ones belong to banks, with the check digit of ISO/IEC 7812
/// (Luhn).</summary>
internal static class BankCard
{
    /// <summary>True for the digits of a valid number.</summary>
    public static bool IsValid(ReadOnlySpan<char> plain)
    {
        if (plain.Length is < 16 or > 19 || plain.ContainsAnyExceptInRange('0', '9') || !IsBank(plain))
        {
            return false;
        }

        // Luhn: every second digit from the right doubled, 9 taken from what exceeds it; the sum ends in 0.
        var sum = 0;
        for (var i = 0; i < plain.Length; i++)
        {
            var digit = plain[^(i + 1)] - '0';
            var doubled = 2 * digit;
            sum += i % 2 == 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
        }

        return sum % 10 == 0;
    }

    /// <summary>Issuers and the lengths they use: UnionPay 62 (16 to 19), Visa 4 (16, 19), Mastercard 51 to 55 and 2221 to
    /// 2720 (16), JCB 3528 to 3589 (16 to 19), Discover 6011, 644 to 659 (16 to 19), and ICBC's own 9558 (19).</summary>
    private static bool IsBank(ReadOnlySpan<char> plain)
    {
        var first4 = int.Parse(plain[..4], NumberStyles.None, CultureInfo.InvariantCulture);
        return first4 switch
        {
            >= 6200 and < 6300 or 6011 or >= 6440 and < 6600 or >= 3528 and < 3590 => true,
            >= 4000 and < 5000 => plain.Length is 16 or 19,
            >= 5100 and < 5600 or >= 2221 and <= 2720 => plain.Length == 16,
            9558 => plain.Length == 19,
            _ => false,
        };
    }
}
