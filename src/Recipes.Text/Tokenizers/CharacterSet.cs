namespace Recipes.Text.Tokenizers;

/// <summary>A set of Unicode code points, such as <c>[^\s\p{L}\p{N}]</c>.</summary>
/// <remarks>.NET's Regex sees UTF-16 units, so its <c>\p{L}</c> misses 𠮷 and 𝐀; tokenizers mean code points.</remarks>
internal sealed class CharacterSet
{
    private readonly ulong[] _plane0 = new ulong[1024]; // one bit per code point below U+10000
    private readonly IReadOnlyList<(int First, int Last)> _ranges;
    private readonly IReadOnlyList<CharacterSet> _parts;
    private readonly uint _categories;
    private readonly bool _isNegated;

    /// <param name="categories">Bit n stands for the <see cref="UnicodeCategory"/> of value n.</param>
    /// <param name="ranges">Both ends belong to the set.</param>
    /// <param name="parts">Sets whose members belong too.</param>
    /// <param name="isNegated">Whether everything but the named belongs.</param>
    public CharacterSet(
        uint categories,
        IReadOnlyList<(int First, int Last)> ranges,
        IReadOnlyList<CharacterSet> parts,
        bool isNegated)
    {
        _categories = categories;
        _ranges = ranges;
        _parts = parts;
        _isNegated = isNegated;
        for (var c = 0; c < 0x10000; c++)
        {
            _plane0[c >> 6] |= (Holds(c) ? 1UL : 0UL) << (c & 63);
        }
    }

    /// <summary>The Unicode property White_Space, which <c>\s</c> means in Oniguruma and in Rust.</summary>
    public static CharacterSet WhiteSpace { get; } = new(
        0,
        [(0x09, 0x0D), (0x20, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A),
            (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000)],
        [],
        isNegated: false);

    /// <summary>What <c>\w</c> means in Rust: Alphabetic, marks, decimal numbers, connectors, joiners.</summary>
    /// <remarks>Alphabetic beyond letters, letter numbers and marks is the circled and squared Latin letters.</remarks>
    public static CharacterSet Word { get; } = new(
        Categories("L")!.Value | Categories("M")!.Value | Categories("Nd")!.Value | Categories("Nl")!.Value
            | Categories("Pc")!.Value,
        [(0x200C, 0x200D), (0x24B6, 0x24E9), (0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189)],
        [],
        isNegated: false);

    /// <summary>The categories that a name such as <c>L</c> or <c>Lu</c> stands for; null for any other name.</summary>
    public static uint? Categories(string name) => name switch
    {
        "L" => Bits(0, 4),
        "M" => Bits(5, 7),
        "N" => Bits(8, 10),
        "Z" => Bits(11, 13),
        "C" => Bits(14, 17) | Bits(29, 29),
        "P" => Bits(18, 24),
        "S" => Bits(25, 28),
        _ => TwoLetterCategory(name),
    };

    /// <summary>Whether the code point belongs.</summary>
    public bool Contains(int codePoint) =>
        codePoint < 0x10000 ? (_plane0[codePoint >> 6] >> (codePoint & 63) & 1) != 0 : Holds(codePoint);

    /// <summary>UTF-16 units of the member at the position, 1 or 2; 0 where there is none.</summary>
    /// <param name="text">Without lone surrogates.</param>
    /// <param name="position">From 0 to the text's end inclusive.</param>
    public int WidthAt(ReadOnlySpan<char> text, int position)
    {
        if ((uint)position >= (uint)text.Length)
        {
            return 0;
        }

        var c = text[position];
        return char.IsSurrogate(c)
            ? Holds(char.ConvertToUtf32(c, text[position + 1])) ? 2 : 0
            : (int)(_plane0[c >> 6] >> (c & 63)) & 1;
    }

    private static uint Bits(int first, int last) => (uint)((1UL << (last + 1)) - (1UL << first));

    private static uint? TwoLetterCategory(string name)
    {
        // The order of UnicodeCategory's values 0 to 29.
        const string Names =
            "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Zs Zl Zp Cc Cf Cs Co Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Cn";
        var index = name.Length == 2 ? Names.IndexOf(name, StringComparison.Ordinal) : -1;
        return index >= 0 && index % 3 == 0 ? 1u << (index / 3) : null;
    }

    private bool Holds(int codePoint)
    {
        var isNamed = (_categories >> (int)CharUnicodeInfo.GetUnicodeCategory(codePoint) & 1) != 0;
        for (var i = 0; i < _ranges.Count && !isNamed; i++)
        {
            isNamed = codePoint >= _ranges[i].First && codePoint <= _ranges[i].Last;
        }

        for (var i = 0; i < _parts.Count && !isNamed; i++)
        {
            isNamed = _parts[i].Contains(codePoint);
        }

        return isNamed != _isNegated;
    }
}
