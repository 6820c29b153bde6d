using System.Text;

namespace Recipes.Tests.Text.Tokenizers;

/// <summary>Strings that no one would write: every Unicode block, contractions, spaces, special tokens.</summary>
internal sealed class RandomText(int seed)
{
    private static readonly string[] _words =
    [
        "the",
        "Hello",
        " world",
        "don't",
        "'S",
        "'ſ",
        "I'LL",
        "中文",
        "合同法",
        "第三条",
        "１２３",
        "3.14",
        "\r\n",
        "\n\n ",
        "  ",
        "\t",
        "👩‍👩‍👧",
        "🇨🇳",
        "e\u0301",
        "\u1100\u1161\u11A8",
        "한국",
        "العربية",
        "\u00A0",
        "\u2028",
        "\u3000",
        "!?",
        "——",
        "……",
        "“好”",
        "<|im_start|>",
        "<|im_end|>",
        "<|endoftext|>",
        "<think>",
        "𠮷",
        "𝐀𝐁",
        "_",
        "a_b",
        "x=1;",
        "http://a.b/c?d=e",
        "Ⅷ",
        "½",
        "²",
        "\u200B",
        "\uFEFF",
        "\u0000",
        "\u007F",
        "ﬁ",
        "Å",
        "\uF900",
        "ÀÉ",
        "naïve",
        "straße",
        "ΣΑΣ",
        "ё",
        "ก็",
        "हिन्दी",
        "'",
        "''",
        "\"",
        "\\n",
        "  \n  ",
        "\u0085",
        "\uFFFE",
    ];

    private readonly Random _random = new(seed);

    /// <summary>One to thirty parts.</summary>
    public string Next()
    {
        var text = new StringBuilder();
        for (var parts = _random.Next(1, 30); parts > 0; parts--)
        {
            switch (_random.Next(4))
            {
                case 0:
                    text.Append(AnyRune());
                    break;
                case 1:
                    text.Append((char)_random.Next(0x4E00, 0x9FA6));
                    break;
                case 2:
                    text.Append((char)_random.Next(0x20, 0x7F));
                    break;
                default:
                    text.Append(_words[_random.Next(_words.Length)]);
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>Assigned characters only: which are assigned differs between Unicode versions.</summary>
    private string AnyRune()
    {
        while (true)
        {
            var value = _random.Next(3) > 0 ? _random.Next(0x10000) : _random.Next(0x10000, 0x40000);
            if (
                Rune.IsValid(value)
                && Rune.GetUnicodeCategory(new(value)) != System.Globalization.UnicodeCategory.OtherNotAssigned
            )
            {
                return new Rune(value).ToString();
            }
        }
    }
}
