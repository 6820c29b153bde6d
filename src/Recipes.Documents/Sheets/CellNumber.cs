namespace Recipes.Documents.Sheets;

/// <summary>Writes a cell's number by its format code: digits, percent, literal text, and dates in ISO form.</summary>
internal static class CellNumber
{
    /// <summary>Days between the two date systems.</summary>
    private const int Days1904 = 1462;

    /// <summary>The last day that Excel can show, 9999-12-31.</summary>
    private const double LastDay = 2_958_465.99999;

    public static string Write(double value, string code, bool is1904)
    {
        var section = Section(code, value, out var isNegativeSection);
        var parts = FormatParts.Of(section);
        if (parts.IsDate && value >= 0 && value < LastDay - Days1904)
        {
            return parts.IsElapsed ? Elapsed(value) : Date(value, is1904, parts);
        }

        return parts.Digits.Length == 0 || parts.IsGeneral || parts.IsDate
            ? General(value)
            : Number(isNegativeSection ? Math.Abs(value) : value, parts);
    }

    /// <summary>Up to 15 digits, as Excel keeps them; no exponent where 15 digits do without.</summary>
    public static string General(double value)
    {
        if (value == Math.Floor(value) && Math.Abs(value) < 1e15)
        {
            return value.ToString("0", CultureInfo.InvariantCulture);
        }

        return Math.Abs(value) is >= 1e-6 and < 1e15
            ? ((decimal)value).ToString("0.###############", CultureInfo.InvariantCulture)
            : value.ToString("G15", CultureInfo.InvariantCulture);
    }

    /// <summary>The part of the code for the number's sign; sections stand apart by semicolons.</summary>
    private static string Section(string code, double value, out bool isNegativeSection)
    {
        var sections = FormatParts.Split(code);
        isNegativeSection = value < 0 && sections.Count > 1 && sections[1].Length > 0;
        if (isNegativeSection)
        {
            return sections[1];
        }

        return value == 0 && sections.Count > 2 && sections[2].Length > 0 ? sections[2] : sections[0];
    }

    private static string Number(double value, FormatParts parts)
    {
        var scaled = value * Math.Pow(100, parts.Percents) / Math.Pow(1000, parts.Thousands);
        if (Math.Abs(scaled) >= 1e27 || double.IsNaN(scaled) || double.IsInfinity(scaled))
        {
            return General(value);
        }

        if (parts.HasExponent)
        {
            return scaled.ToString("0." + new string('0', parts.Decimals) + "E+00", CultureInfo.InvariantCulture);
        }

        var rounded = Math.Round((decimal)scaled, Math.Min(28, parts.Decimals), MidpointRounding.AwayFromZero);
        var pattern = (parts.HasGroups ? "#,##" : "") + new string('0', Math.Max(1, parts.Zeros))
            + (parts.Decimals == 0 ? "" : "." + new string('0', parts.FixedDecimals) + new string('#', parts.Decimals - parts.FixedDecimals));
        return parts.Prefix + rounded.ToString(pattern, CultureInfo.InvariantCulture) + parts.Suffix;
    }

    /// <summary>The day, with its time where the cell has one or shows one.</summary>
    private static string Date(double value, bool is1904, FormatParts parts)
    {
        var days = value + (is1904 ? Days1904 : value < 60 ? 1 : 0); // Excel counts a 29 February 1900 that never was
        var moment = DateTime.FromOADate(Math.Round(days * 86_400) / 86_400); // seconds; a cell's last bits are noise
        var seconds = (long)Math.Round(days * 86_400) % 86_400;
        moment = moment.Date.AddSeconds(seconds);
        if (value < 1 && !parts.HasDay)
        {
            return moment.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        }

        var hasTime = seconds != 0 || (parts.HasTime && parts.HasDay && value != Math.Floor(value));
        return moment.ToString(hasTime ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static string Elapsed(double value)
    {
        var seconds = (long)Math.Round(value * 86_400);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}");
    }
}
