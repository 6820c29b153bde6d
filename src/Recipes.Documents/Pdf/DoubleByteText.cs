using System.Text;
using UglyToad.PdfPig.Content;

namespace Recipes.Documents.Pdf;

/// <summary>Chinese text whose two-byte GBK codes a simple font without a map shows as pairs of Western letters.</summary>
internal sealed class DoubleByteText
{
    /// <summary>Parts of a font's letters that must be of Western upper half, and of pairs that must be common characters,
    /// for it to be taken as Chinese; chosen by hand.</summary>
    private const double MostlyUpper = 0.5;

    private const double MostlyCommon = 0.9;
    private const int FewestLetters = 8;

    private static readonly Encoding Gbk = CodePagesEncodingProvider.Instance.GetEncoding(936)
        ?? throw new InvalidOperationException("the runtime lacks code page 936");

    private static readonly Encoding Western = CodePagesEncodingProvider.Instance.GetEncoding(1252)
        ?? throw new InvalidOperationException("the runtime lacks code page 1252");

    private readonly Dictionary<int, string?> _texts = [];

    public DoubleByteText(IReadOnlyList<Letter> letters)
    {
        var upper = Enumerable.Range(0, letters.Count).Where(i => IsUpper(letters[i].Value)).ToList();
        if (upper.Count < FewestLetters)
        {
            return;
        }

        foreach (var font in upper.GroupBy(i => letters[i].FontName))
        {
            var places = Enumerable.Range(0, letters.Count).Where(i => letters[i].FontName == font.Key).ToList();
            if (font.Count() >= MostlyUpper * places.Count)
            {
                Decode(letters, places);
            }
        }
    }

    /// <summary>The character that begins at a letter, or null where the letter stands for itself.</summary>
    public string? At(int letter) => _texts.GetValueOrDefault(letter);

    /// <summary>Whether the letter is the second half of a character.</summary>
    public bool IsSecondByte(int letter) => _texts.TryGetValue(letter, out var text) && text is null;

    private static bool IsUpper(string? value) => value is { Length: 1 } && value[0] is >= '\u00A1' and <= '\u00FF';

    private void Decode(IReadOnlyList<Letter> letters, List<int> places)
    {
        var pairs = new List<(int First, int Second, string Text)>();
        for (var i = 0; i + 1 < places.Count; i++)
        {
            var (first, second) = (ByteOf(letters[places[i]].Value), ByteOf(letters[places[i + 1]].Value));
            if (first is < 0xA1 or > 0xF7 || second < 0x40)
            {
                continue;
            }

            pairs.Add((places[i], places[i + 1], Gbk.GetString([(byte)first, (byte)second])));
            i++;
        }

        var common = pairs.Count(p => p.Text.Length == 1 && p.Text[0] is (>= '\u4E00' and <= '\u9FFF') or (>= '\u3000' and <= '\u3017')
            or (>= '\uFF01' and <= '\uFF5E') or '…' or '—' or '“' or '”' or '·');
        if (pairs.Count * 2 < FewestLetters || common < MostlyCommon * pairs.Count)
        {
            return;
        }

        foreach (var (first, second, text) in pairs)
        {
            (_texts[first], _texts[second]) = (text, null);
        }
    }

    /// <summary>The code behind a Western letter; the soft hyphen and the hard space are shown as their plain forms.</summary>
    private static int ByteOf(string? value)
    {
        if (value is not { Length: 1 })
        {
            return -1;
        }

        return value[0] switch
        {
            '-' => 0xAD,
            ' ' => 0xA0,
            var c => Western.GetBytes([c])[0],
        };
    }
}
