using Recipes.Core;

namespace Recipes.Text.Privacy;

/// <summary>Finds Chinese licence plates by GA 36-2018: a province, a letter, and five letters and digits; six where the
/// car is driven by new energy.</summary>
internal static class Plates
{
    private const string Provinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
    private const string Suffixes = "学警挂港澳领使"; // stand in place of the last character

    public static void Find(string text, List<PersonalSpan> found)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (Provinces.Contains(text[i], StringComparison.Ordinal) && End(text, i) is { } end)
            {
                found.Add(new(PersonalKind.Plate, i, end));
                i = end - 1;
            }
        }
    }

    /// <summary>One past the plate that begins here, or null.</summary>
    private static int? End(string text, int start)
    {
        var letter = start + 1;
        letter += PlainForm.IsBlankAt(text, letter) ? 1 : 0;
        if (letter >= text.Length || !IsPlateLetter(PlainForm.Of(text[letter])))
        {
            return null;
        }

        var first = letter + 1;
        first += IsSeparatorAt(text, first) ? 1 : 0;
        Span<char> serial = stackalloc char[6];
        var length = 0;
        while (length < serial.Length && PlainForm.IsLetterOrDigitAt(text, first + length))
        {
            serial[length] = PlainForm.Of(text[first + length]);
            length++;
        }

        var hasSuffix = length == 4 && Suffixes.AsSpan().ContainsAny(text.AsSpan(first + 4, Math.Min(1, text.Length - first - 4)));
        return !PlainForm.IsLetterOrDigitAt(text, first + length) && IsNumber(serial[..length], hasSuffix)
            ? first + length + (hasSuffix ? 1 : 0)
            : null;
    }

    private static bool IsNumber(ReadOnlySpan<char> serial, bool hasSuffix) => serial.Length switch
    {
        4 => hasSuffix && IsSerial(serial),
        5 => IsSerial(serial),
        6 => IsNewEnergy(serial),
        _ => false,
    };

    /// <summary>At least two digits, else it is a word.</summary>
    private static bool IsSerial(ReadOnlySpan<char> serial)
    {
        var digits = 0;
        foreach (var c in serial)
        {
            if (!PlainForm.IsDigit(c) && !IsPlateLetter(c))
            {
                return false;
            }

            digits += PlainForm.IsDigit(c) ? 1 : 0;
        }

        return digits >= 2;
    }

    /// <summary>Small cars: A to H, J, K, then a letter or digit, then four digits. Large ones: five digits, then such a
    /// letter.</summary>
    private static bool IsNewEnergy(ReadOnlySpan<char> serial) =>
        (IsEnergyLetter(serial[0]) && (PlainForm.IsDigit(serial[1]) || IsPlateLetter(serial[1])) && IsDigits(serial[2..]))
        || (IsDigits(serial[..5]) && IsEnergyLetter(serial[5]));

    private static bool IsDigits(ReadOnlySpan<char> serial) => !serial.ContainsAnyExceptInRange('0', '9');

    private static bool IsEnergyLetter(char plain) => plain is >= 'A' and <= 'H' or 'J' or 'K';

    /// <summary>I and O look like digits and stand on no plate.</summary>
    private static bool IsPlateLetter(char plain) => PlainForm.IsLetter(plain) && plain is not ('I' or 'O');

    private static bool IsSeparatorAt(string text, int at) => at < text.Length && IsSeparator(text[at]);

    private static bool IsSeparator(char c) =>
        PlainForm.IsBlank(c) || PlainForm.IsHyphen(c) || c is '·' or '•' or '・' or '‧' or '∙' or '●' or '.' or '．';
}
