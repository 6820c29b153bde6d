using Recipes.Documents.Packaging;

namespace Recipes.Documents.Word;

/// <summary>Reads one <c>w:lvl</c>.</summary>
internal static class NumberLevelReader
{
    public static NumberLevel Read(XmlWalker xml)
    {
        xml.CountListEntry();
        var level = new NumberLevel();
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "AlternateContent")
            {
                level = ReadChoice(xml, level);
                continue;
            }

            level = Apply(xml, level);
            xml.Skip();
        }

        return level;
    }

    private static NumberLevel Apply(XmlWalker xml, NumberLevel level) => xml.Name switch
    {
        "start" => level with { Start = xml.Number("val") ?? 1 },
        "numFmt" => level with { Format = xml.Attribute("val") ?? "decimal", Pattern = xml.Attribute("format") },
        "lvlText" => level with { Text = xml.Attribute("val") ?? "" },
        "lvlRestart" => level with { Restart = xml.Number("val") },
        "isLgl" => level with { IsLegal = xml.IsOn() },
        "pStyle" => level with { Style = xml.Attribute("val") },
        _ => level,
    };

    /// <summary>Word writes its newer formats as a choice, with decimal to fall back on.</summary>
    private static NumberLevel ReadChoice(XmlWalker xml, NumberLevel level)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name != "Choice")
            {
                xml.Skip();
                continue;
            }

            for (var inside = xml.Open(); xml.NextChild(inside);)
            {
                level = Apply(xml, level);
                xml.Skip();
            }
        }

        return level;
    }
}
