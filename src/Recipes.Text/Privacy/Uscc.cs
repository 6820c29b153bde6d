namespace Recipes.Text.Privacy;

/// <summary>Unified social credit codes by GB 32100-2015: 18 of 31 characters, the last one a check.</summary>
/// <remarks>With Cᵢ the values of the characters and Wᵢ = 3^(i−1) mod 31, the check is (31 − Σ CᵢWᵢ mod 31) mod
/// 31.</remarks>
internal static class Uscc
{
    private const string Characters = "0123456789ABCDEFGHJKLMNPQRTUWXY"; // without I, O, S, V, Z

    /// <summary>True for the 18 plain characters of a valid code.</summary>
    public static bool IsValid(ReadOnlySpan<char> plain)
    {
        if (plain.Length != 18 || !HasForm(plain))
        {
            return false;
        }

        int sum = 0, weight = 1;
        foreach (var c in plain[..17])
        {
            var value = Characters.IndexOf(c, StringComparison.Ordinal);
            if (value < 0)
            {
                return false;
            }

            sum += value * weight;
            weight = weight * 3 % 31;
        }

        return Characters[(31 - (sum % 31)) % 31] == plain[17];
    }

    /// <summary>The authority (1 to 9, A, N, Y), its kind of organization, and 6 digits of a region, 10 for the whole
    /// country.</summary>
    private static bool HasForm(ReadOnlySpan<char> plain) =>
        plain[0] is >= '1' and <= '9' or 'A' or 'N' or 'Y'
        && plain[1] is >= '1' and <= '9'
        && !plain.Slice(2, 6).ContainsAnyExceptInRange('0', '9')
        && (IdCard.IsProvince(plain.Slice(2, 2)) || plain.Slice(2, 2) is "10");
}
