using Recipes.Core;

namespace Recipes.Text.Privacy;

/// <summary>Finds Chinese postal addresses down to a house.</summary>
/// <remarks>address = region place+ house+, where a region is a known province or prefecture, a district or county, or both;
/// a place is a name that ends in a word for a district, a road, a village or an estate; a house is a number with its unit (12号,
/// 3栋, 502室). Without a region, a road with a house and a room (文三路90号502室) is one, and after a label such as 住址 a road with one.
/// No place is ever left out, so 北京市政府定于12号开会 is none.</remarks>
internal static class Addresses
{
    private const int MostPlaces = 8;

    /// <summary>Finds addresses from left to right; each begins after the one before.</summary>
    public static void Find(string text, List<PersonalSpan> found)
    {
        var free = 0; // nothing before it can begin an address
        for (var at = 0; at < text.Length; at++)
        {
            if (!PlainForm.IsHan(text[at]))
            {
                continue;
            }

            var span = FromRegion(text, at) ?? FromSuffix(text, at, free);
            if (span is { } address)
            {
                found.Add(address);
                free = address.End;
                at = address.End - 1;
            }
        }
    }

    /// <summary>An address whose first word is a known province or prefecture that begins here.</summary>
    private static PersonalSpan? FromRegion(string text, int start)
    {
        var at = Places.EndOf(text, start);
        if (at == start)
        {
            return null;
        }

        var next = PlainForm.AfterBlank(text, at);
        if (next < text.Length)
        {
            var end = Places.EndOf(text, next); // the prefecture after its province
            at = end > next ? end : at;
        }

        var walk = AddressWalk.From(text, at, MostPlaces);
        return walk.Places > 0 && walk.Houses > 0 ? new(PersonalKind.Address, start, walk.End) : null;
    }

    /// <summary>An address whose first name ends in the word for a district, county, town or road that stands here.</summary>
    private static PersonalSpan? FromSuffix(string text, int at, int free)
    {
        var suffix = AddressWalk.SuffixAt(text, at);
        if (suffix == 0)
        {
            return null;
        }

        var isRegion = IsRegion(text[at]);
        var isRoad = !isRegion && AddressWalk.IsRoad(text, at) && AddressWalk.HasNumberAt(text, at + suffix);
        var start = isRegion || isRoad ? NameStart(text, at, free) : at;
        if (start == at || IsCommonWord(text[at - 1], isRegion))
        {
            return null;
        }

        var walk = AddressWalk.From(text, at + suffix, MostPlaces);
        var isEnough = isRegion ? walk.Places > 0 : walk.HasRoom || HasLabel(text, start);
        return isEnough && walk.Houses > 0 ? new(PersonalKind.Address, start, walk.End) : null;
    }

    private static bool IsRegion(char suffix) => suffix is '区' or '县' or '旗' or '市' or '镇' or '乡';

    /// <summary>True where the character before a suffix makes a common noun of it: 城市, 小区, 公路, 电路.</summary>
    private static bool IsCommonWord(char before, bool isRegion) =>
        (isRegion ? "小园地辖市城郊山库厂景校社各本全该我镇乡县村分" : "公道线电马铁网回支管油气水通思出各本该").Contains(before, StringComparison.Ordinal);

    /// <summary>Where a name of up to four characters before a suffix begins: after a character that ends another word, else
    /// two characters before.</summary>
    private static int NameStart(string text, int suffix, int free)
    {
        var start = suffix;
        while (start > free && suffix - start < 5 && PlainForm.IsHan(text[start - 1]) && !IsWordEnd(text[start - 1]))
        {
            start--;
        }

        return suffix - start < 5 ? start : suffix - 2;
    }

    private static bool IsWordEnd(char c) => "在于至住址为是到从位往的和与及由向家回去来".Contains(c, StringComparison.Ordinal);

    /// <summary>True where 地址, 住址, 住所, 家住, 现住 or 位于 stands within three characters before.</summary>
    private static bool HasLabel(string text, int start)
    {
        var before = text.AsSpan(Math.Max(0, start - 5), Math.Min(5, start));
        foreach (var label in new[] { "址", "住所", "家住", "现住", "居住", "住在", "位于", "户籍" })
        {
            if (before.Contains(label, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
