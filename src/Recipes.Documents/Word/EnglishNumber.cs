namespace Recipes.Documents.Word;

/// <summary>Numbers in English words and ordinals, capitalized as Word does.</summary>
internal static class EnglishNumber
{
    private static readonly string[] Ones =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens =
        ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly string[] Ordinals =
    [
        "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
        "eleventh", "twelfth",
    ];

    /// <summary><c>cardinalText</c>, <c>ordinalText</c> or <c>ordinal</c>; null for any other format.</summary>
    public static string? Write(int value, string format)
    {
        if (value is < 1 or > 999_999)
        {
            return null;
        }

        return format switch
        {
            "cardinalText" => Capital(Cardinal(value)),
            "ordinalText" => Capital(OrdinalText(value)),
            "ordinal" => value.ToString(CultureInfo.InvariantCulture) + Suffix(value),
            _ => null,
        };
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Cardinal(int value) => value switch
    {
        < 20 => Ones[value],
        < 100 => Tens[value / 10] + (value % 10 == 0 ? "" : "-" + Ones[value % 10]),
        < 1000 => Ones[value / 100] + " hundred" + (value % 100 == 0 ? "" : " " + Cardinal(value % 100)),
        _ => Cardinal(value / 1000) + " thousand" + (value % 1000 == 0 ? "" : " " + Cardinal(value % 1000)),
    };

    private static string OrdinalText(int value)
    {
        var words = Cardinal(value);
        var start = words.LastIndexOfAny([' ', '-']) + 1;
        return words[..start] + OrdinalWord(words[start..]);
    }

    private static string OrdinalWord(string word)
    {
        var index = Array.IndexOf(Ones, word);
        if (index >= 0 && index < Ordinals.Length)
        {
            return Ordinals[index];
        }

        return word.EndsWith('y') ? word[..^1] + "ieth" : word + "th";
    }

    private static string Suffix(int value) => (value % 100 is >= 11 and <= 13 ? 0 : value % 10) switch
    {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    };
}
