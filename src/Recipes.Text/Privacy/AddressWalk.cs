namespace Recipes.Text.Privacy;

/// <summary>Reads the places and houses of an address from left to right.</summary>
/// <param name="Places">How many places were read before the last house.</param>
/// <param name="Houses">How many numbers with units.</param>
/// <param name="HasRoom">True where one of the houses is inside another: a building, floor or room.</param>
/// <param name="End">One past the last house.</param>
internal readonly record struct AddressWalk(int Places, int Houses, bool HasRoom, int End)
{
    private const int LongestName = 10;
    private const int MostHouses = 10;

    // Longest first, so that 街道 is read whole.
    private static readonly WordList _suffixes = new(
    [
        "开发区", "高新区", "工业园", "产业园", "科技园", "自治县", "自治旗", "街道", "大道", "大街", "胡同", "小区", "社区", "花园", "家园", "公寓",
        "大厦", "广场", "新村", "山庄", "公馆", "宿舍", "中心", "区", "县", "旗", "市", "镇", "乡", "路", "街", "道", "巷", "弄", "里", "村", "庄", "屯",
        "寨", "苑", "园", "坊", "府", "湾", "城", "楼",
    ]);

    private static readonly WordList _roads = new(["大道", "大街", "胡同", "路", "街", "巷", "弄"]);

    private static readonly WordList _units = new(
        ["号楼", "号院", "号", "单元", "栋", "幢", "座", "楼", "层", "室", "房", "户", "弄", "支弄", "组", "门", "铺", "队"]);

    /// <summary>Places, then houses, then places and houses again: 88号院阳光花园3栋.</summary>
    public static AddressWalk From(string text, int start, int mostPlaces)
    {
        var walk = new AddressWalk(0, 0, HasRoom: false, start);
        var read = 0; // places read, also those after the last house
        var at = start;
        while (true)
        {
            at = PlainForm.AfterBlank(text, at);
            if (walk.Houses < MostHouses && HouseEnd(text, at, hasHouse: walk.Houses > 0) is { } house)
            {
                var isRoom = walk.Houses > 0 && !"号院弄组队门".Contains(text[house - 1], StringComparison.Ordinal);
                walk = new(read, walk.Houses + 1, walk.HasRoom || isRoom, house);
                at = house;
            }
            else if (read < mostPlaces && PlaceEnd(text, at) is { } place)
            {
                read++;
                at = place;
            }
            else
            {
                return walk;
            }
        }
    }

    /// <summary>Characters of the suffix that stands here; 0 for none.</summary>
    public static int SuffixAt(string text, int at) => _suffixes.LengthAt(text, at);

    /// <summary>True where a word for a road stands here.</summary>
    public static bool IsRoad(string text, int at) => _roads.LengthAt(text, at) > 0;

    /// <summary>True where a number stands here, a blank before it allowed.</summary>
    public static bool HasNumberAt(string text, int at) => NumberEnd(text, PlainForm.AfterBlank(text, at)) > PlainForm.AfterBlank(text, at);

    /// <summary>One past a name of 1 to 10 Han characters with a suffix, read to its first suffix after which something of
    /// an address follows.</summary>
    private static int? PlaceEnd(string text, int start)
    {
        for (var i = start; i < text.Length && i - start <= LongestName && PlainForm.IsHan(text[i]); i++)
        {
            var suffix = i > start ? SuffixAt(text, i) : 0;
            if (suffix > 0 && !IsInsideSuffix(text, i + suffix))
            {
                return i + suffix;
            }
        }

        return null;
    }

    /// <summary>True where the next character is a suffix of its own that belongs to the same name: 城区, 园区, 街区.</summary>
    private static bool IsInsideSuffix(string text, int at) => at < text.Length && text[at] is '区' or '路' or '街' or '村';

    /// <summary>One past a number and its unit. The first house of an address is no line, order or paper (5号线, 12号文);
    /// after a house a bare number such as 3-502 ends the address.</summary>
    private static int? HouseEnd(string text, int start, bool hasHouse)
    {
        var end = NumberEnd(text, start);
        if (end == start)
        {
            return null;
        }

        var at = PlainForm.AfterBlank(text, end);
        var unit = _units.LengthAt(text, at);
        if (unit > 0)
        {
            at += unit;
            return at < text.Length && text[at] is '线' or '文' or '令' or '公' ? null : at;
        }

        return hasHouse && end - start >= 3 && text.AsSpan(start, end - start).ContainsAny('-', '－', '#') ? end : null;
    }

    /// <summary>A number of up to 8 digits, letters and hyphens, or of up to 4 Chinese numerals; 甲, 乙, 丙, 附 may stand
    /// before it.</summary>
    private static int NumberEnd(string text, int start)
    {
        var at = start < text.Length && text[start] is '甲' or '乙' or '丙' or '附' or '第' ? start + 1 : start;
        var first = at;
        while (at < text.Length && at - first < 8 && IsNumberCharacter(text[at], isFirst: at == first))
        {
            at++;
        }

        if (at > first)
        {
            return at;
        }

        while (at < text.Length && at - first < 4 && "一二三四五六七八九十百零〇".Contains(text[at], StringComparison.Ordinal))
        {
            at++;
        }

        return at > first ? at : start;
    }

    private static bool IsNumberCharacter(char c, bool isFirst)
    {
        var plain = PlainForm.Of(c);
        return PlainForm.IsLetterOrDigit(plain) || (!isFirst && (PlainForm.IsHyphen(c) || plain is '#'));
    }
}
