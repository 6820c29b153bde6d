using System.Collections.Frozen;
using System.Text;

namespace Recipes.Documents.Pdf;

/// <summary>Repairs single characters that fonts of PDFs map to look-alikes.</summary>
internal static class GlyphText
{
    /// <summary>Radicals that Unicode does not fold into the character they look like, and that character.</summary>
    private const string Radicals =
        "⺁厂⺌小⺟母⺠民⺫目⺮竹⺴网⺷羊⺼肉⻁虎⻄西⻅见⻆角⻉贝⻋车⻎辶⻑長⻒長⻓长⻔门⻘青⻙韦⻚页"
        + "⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟";

    private static readonly FrozenDictionary<char, string> Folded = Enumerable.Range(0, Radicals.Length / 2)
        .ToFrozenDictionary(i => Radicals[2 * i], i => Radicals[(2 * i) + 1].ToString());

    /// <summary>The letter's text; empty where it has none, and then counted as unmapped unless it is white space.</summary>
    public static string Of(string? value, CharacterCount count)
    {
        count.All++;
        if (string.IsNullOrEmpty(value) || value.Any(IsUnmapped))
        {
            count.Unmapped++;
            return "";
        }

        return value.Length == 1 && value[0] < '\u2E80' ? value : Repaired(value);
    }

    /// <summary>Kangxi radicals, ligatures and Arabic presentation forms stand for ordinary characters.</summary>
    private static string Repaired(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            if (Folded.TryGetValue(c, out var folded))
            {
                text.Append(folded);
            }
            else if (c is >= '\u2F00' and <= '\u2FDF' or >= '\uFB00' and <= '\uFDFF' or >= '\uFE70' and <= '\uFEFE')
            {
                text.Append(c.ToString().Normalize(NormalizationForm.FormKC));
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }

    private static bool IsUnmapped(char c) =>
        c is '\uFFFD' or (>= '\uE000' and <= '\uF8FF') || (char.IsControl(c) && !char.IsWhiteSpace(c));
}
