using Recipes.Documents.Packaging;

namespace Recipes.Documents.Word;

/// <summary>Reads <c>w:pPr</c> and <c>w:rPr</c>, of styles and of the text itself; tracked older properties are skipped.</summary>
internal static class PropertyReader
{
    /// <summary>Consumes a <c>w:pPr</c> of a style.</summary>
    public static WordStyle Paragraph(XmlWalker xml, WordStyle style)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            switch (xml.Name)
            {
                case "numPr":
                    style = Numbering(xml, style);
                    continue;
                case "outlineLvl":
                    style = style with { OutlineLevel = xml.Number("val") };
                    break;
                default:
                    break;
            }

            xml.Skip();
        }

        return style;
    }

    /// <summary>Consumes a <c>w:numPr</c>.</summary>
    public static WordStyle Numbering(XmlWalker xml, WordStyle style)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "numId")
            {
                style = style with { NumberId = xml.Number("val") };
            }
            else if (xml.Name == "ilvl")
            {
                style = style with { NumberLevel = xml.Number("val") };
            }

            xml.Skip();
        }

        return style;
    }

    /// <summary>Consumes a <c>w:rPr</c>.</summary>
    public static WordStyle Run(XmlWalker xml, WordStyle style)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            switch (xml.Name)
            {
                case "vanish":
                    style = style with { IsHidden = xml.IsOn() };
                    break;
                case "b":
                    style = style with { IsBold = xml.IsOn() };
                    break;
                case "sz":
                    style = style with { Size = xml.Number("val") };
                    break;
                default:
                    break;
            }

            xml.Skip();
        }

        return style;
    }
}
