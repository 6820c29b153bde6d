using System.Text;
using Recipes.Documents.Packaging;

namespace Recipes.Documents.Slides;

/// <summary>A paragraph of a slide with its automatic number.</summary>
internal sealed record SlideParagraph(string Text, string? Label);

/// <summary>Reads the paragraphs of a text body.</summary>
internal static class SlideText
{
    /// <summary>Deepest level of a paragraph (ECMA-376 part 1, 20.1.10.71).</summary>
    private const int Levels = 9;

    public static List<SlideParagraph> Read(XmlWalker xml, ReadBudget budget)
    {
        var paragraphs = new List<SlideParagraph>();
        var counters = new int[Levels];
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "p")
            {
                budget.NextBlock();
                paragraphs.Add(ReadParagraph(xml, counters, budget));
            }
            else
            {
                xml.Skip();
            }
        }

        return paragraphs;
    }

    private static SlideParagraph ReadParagraph(XmlWalker xml, int[] counters, ReadBudget budget)
    {
        var text = new StringBuilder();
        var number = default(AutomaticNumber);
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            switch (xml.Name)
            {
                case "pPr":
                    number = ReadNumber(xml);
                    break;
                case "br":
                    text.Append('\n');
                    xml.Skip();
                    break;
                case "r" or "fld":
                    ReadRun(xml, text);
                    break;
                case "m" or "AlternateContent" or "Choice":
                    xml.AppendText(text);
                    break;
                default:
                    xml.Skip();
                    break;
            }
        }

        budget.Block(text.Length);
        var words = text.ToString();
        return new(words, string.IsNullOrWhiteSpace(words) ? null : number.Next(counters));
    }

    private static void ReadRun(XmlWalker xml, StringBuilder text)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "t")
            {
                xml.AppendText(text);
            }
            else
            {
                xml.Skip();
            }
        }
    }

    private static AutomaticNumber ReadNumber(XmlWalker xml)
    {
        var level = Math.Clamp(xml.Number("lvl") ?? 0, 0, Levels - 1);
        var number = new AutomaticNumber(level, null, 1);
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "buAutoNum")
            {
                number = new(level, xml.Attribute("type"), xml.Number("startAt") ?? 1);
            }

            xml.Skip();
        }

        return number;
    }
}
