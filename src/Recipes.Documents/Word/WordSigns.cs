using Recipes.Documents.Packaging;

namespace Recipes.Documents.Word;

/// <summary>Elements of a run that stand for one character.</summary>
internal static class WordSigns
{
    /// <summary>The character, or nothing for elements without text; the walker stays on the element.</summary>
    public static string Of(XmlWalker xml) => xml.Name switch
    {
        "tab" or "ptab" => "\t",
        "br" or "cr" => "\n",
        "noBreakHyphen" => "-",
        "sym" => Symbol(xml.Attribute("char")),
        _ => "",
    };

    /// <summary>Symbol fonts put their pictures at F000 to F0FF; of these only the boxes of forms are text.</summary>
    private static string Symbol(string? code)
    {
        if (!int.TryParse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value))
        {
            return "";
        }

        return value switch
        {
            0xF0A8 or 0xF06F or 0xF071 or 0x00A8 => "□",
            0xF0FE or 0xF052 or 0xF0FC => "☑",
            0xF0FD or 0xF054 => "☒",
            < 0x20 or >= 0xF000 => "",
            _ => ((char)value).ToString(),
        };
    }
}
