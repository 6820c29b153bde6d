using System.Buffers;
using System.Text;

namespace Recipes.Documents.Encodings;

/// <summary>Finds the encoding in which bytes are most like text of a language: by its most frequent characters.</summary>
internal static class EncodingGuess
{
    /// <summary>Bytes that are looked at, from the first that is not ASCII.</summary>
    private const int Sample = 64 * 1024;

    /// <summary>Likeness below which bytes are taken for no text at all; chosen by hand.</summary>
    private const double Least = 0.15;

    /// <summary>Share of characters that may be damaged.</summary>
    private const double MostDamage = 0.02;

    /// <summary>In the order in which equals win.</summary>
    private static readonly Encoding[] Candidates =
        [.. new[] { "gb18030", "big5", "euc-jp", "shift_jis", "euc-kr", "windows-1252", "windows-1251", "koi8-r" }
            .Select(n => CodePagesEncodingProvider.Instance.GetEncoding(n) ?? throw new InvalidOperationException($"the runtime lacks {n}"))];

    /// <summary>The most frequent characters of Chinese in both scripts, of Japanese and of Korean: about half of any text.</summary>
    private static readonly SearchValues<char> Frequent = SearchValues.Create(
        "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多"
        + "经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三"
        + "又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通"
        + "教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德"
        + "資這個們來為國說時會對於過發後裡種經學現當沒動還進樣開從實軍無與長機業將兩間問並應戰頭體見產關點東聲員論處義幾認條係氣題爾別變總電數報結務場計"
        + "項款规定規據据单單位费費号號办辦责責任权權"
        + "，。、；：？！（）《》「」“”　ー"
        + "あいうえおかがきくけこさしすせそたちつてでとどなにのはばひへほまみむめもやゆよらりるれろわをんっゃゅょだじげぶ"
        + "アイウエオカキクケコサシスセソタチツテトナニノハフマミムメモラリルレロンッドジプバグデ"
        + "이다는을의에가고하지로한도사은기를어리시그나서자인대과으해정아수있일들게보스라부장여주제조상전마구적만원공성동국유우");

    private const string Latin = "éèêëàâäáãåæçìíîïñòóôöõøùúûüýßœ";

    /// <summary>The best encoding and its likeness; null where none fits.</summary>
    public static (Encoding? Encoding, double Likeness) Of(ReadOnlySpan<byte> bytes)
    {
        (Encoding? Encoding, double Likeness) best = (null, Least);
        foreach (var candidate in Candidates)
        {
            if (Likeness(bytes, candidate) is { } likeness && likeness > best.Likeness)
            {
                best = (candidate, likeness);
            }
        }

        return best;
    }

    /// <summary>Mean over the characters beyond ASCII: about 1 for frequent ones, negative for rare ones; null where too
    /// many bytes fit no character.</summary>
    public static double? Likeness(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        var first = Math.Max(0, bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF));
        var start = Math.Max(0, first - 1) & ~1;
        while (start > 0 && bytes[start] >= 0x80)
        {
            start -= 2; // an even place, for UTF-16, and no half of a character
        }

        var text = encoding.GetString(bytes.Slice(start, Math.Min(Sample, bytes.Length - start)));
        var (count, sum, damages) = (0, 0.0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\uFFFD' or (< ' ' and not ('\n' or '\r' or '\t' or '\f')))
            {
                damages++;
            }
            else if (text[i] > '\u007F')
            {
                count++;
                sum += Weight(text, i, encoding);
            }
        }

        return count == 0 || damages > 1 + (MostDamage * count) ? null : (sum - damages) / count;
    }

    private static double Weight(string text, int i, Encoding encoding)
    {
        var c = text[i];
        if (c == '\u30FB')
        {
            return -1; // the runtime's EUC-JP puts this middle dot where bytes fit no character
        }

        if (c is >= '\u3041' and <= '\u30FE' && encoding.CodePage is 54936 or 936 or 950)
        {
            return 0; // Chinese sets hold kana at EUC-JP's places, and Chinese has none
        }

        if (Frequent.Contains(c))
        {
            return 1;
        }

        return c switch
        {
            >= '\u4E00' and <= '\u9FFF' => Ideograph(c, encoding),
            >= '\uAC00' and <= '\uD7A3' or >= '\u3000' and <= '\u30FF' or >= '\uFF01' and <= '\uFF5E' => 0.3,
            >= '\u2010' and <= '\u2027' => 0.5,
            >= '\u0430' and <= '\u044F' => i > 0 && char.IsUpper(text[i - 1]) && i > 1 && char.IsLower(text[i - 2]) ? -0.5 : 1,
            >= '\u0410' and <= '\u042F' => i > 0 && char.IsLower(text[i - 1]) ? -0.5 : 0.7,
            < '\u0180' => Western(text, i),
            _ => -0.5, // private use, half-width kana, rare scripts
        };
    }

    /// <summary>Both Chinese sets hold the common characters in a first part of their own.</summary>
    private static double Ideograph(char c, Encoding encoding)
    {
        Span<byte> code = stackalloc byte[8];
        var length = encoding.GetBytes([c], code);
        return (encoding.CodePage, length) switch
        {
            (54936 or 936, 2) => code[0] is >= 0xB0 and <= 0xD7 && code[1] >= 0xA1 ? 0.3 : code[0] >= 0xD8 && code[1] >= 0xA1 ? 0 : -0.3,
            (950, 2) => code[0] is >= 0xA4 and <= 0xC6 ? 0.3 : -0.3,
            _ => 0.1,
        };
    }

    /// <summary>An accented letter stands between plain ones; rows of them are another encoding's text.</summary>
    private static double Western(string text, int i)
    {
        var isLetter = Latin.Contains(char.ToLowerInvariant(text[i]), StringComparison.Ordinal);
        var isAlone = (i == 0 || text[i - 1] < '\u0080') && (i + 1 == text.Length || text[i + 1] < '\u0080');
        return (isLetter, isAlone) switch
        {
            (true, true) => 1,
            (true, false) => 0,
            _ => isAlone ? 0.3 : -0.3,
        };
    }
}
