using Recipes.Documents.Packaging;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Slides;

/// <summary>Reads the texts of a SmartArt diagram.</summary>
internal static class DiagramReader
{
    public static List<ParagraphDraft> Read(XmlWalker xml, ReadBudget budget)
    {
        var texts = new List<ParagraphDraft>();
        for (var at = xml.OpenRoot(); xml.NextChild(at);)
        {
            if (xml.Name != "ptLst")
            {
                xml.Skip();
                continue;
            }

            for (var inside = xml.Open(); xml.NextChild(inside);)
            {
                ReadPoint(xml, texts, budget);
            }
        }

        return texts;
    }

    private static void ReadPoint(XmlWalker xml, List<ParagraphDraft> texts, ReadBudget budget)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "t")
            {
                texts.AddRange(SlideText.Read(xml, budget).Where(p => p.Text.Length > 0).Select(p => new ParagraphDraft { Text = p.Text }));
            }
            else
            {
                xml.Skip();
            }
        }
    }
}
