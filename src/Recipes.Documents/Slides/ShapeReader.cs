using Recipes.Documents.Packaging;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Slides;

/// <summary>A shape of a slide.</summary>
internal sealed class SlideShape
{
    public bool IsTitle { get; init; }

    /// <summary>Its paragraphs and table.</summary>
    public required List<Draft> Flow { get; init; }

    /// <summary>Relationship to a chart or diagram, or null.</summary>
    public string? Frame { get; init; }
}

/// <summary>Reads a slide's tree of shapes: texts, tables, groups, one of two alternatives.</summary>
internal sealed class ShapeReader(ReadBudget budget, bool isNotes = false)
{
    private readonly List<SlideShape> _shapes = [];

    /// <summary>Date, footer and number fields.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The title first, wherever the file has it; the others as the author ordered them.</summary>
    public IEnumerable<SlideShape> InReadingOrder() => _shapes.OrderBy(s => s.IsTitle ? 0 : 1);

    public void ReadTree(XmlWalker xml)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            switch (xml.Name)
            {
                case "sp":
                    ReadShape(xml);
                    break;
                case "grpSp" or "AlternateContent":
                    ReadTree(xml);
                    break;
                case "Choice":
                    ReadTree(xml);
                    break;
                case "graphicFrame":
                    ReadFrame(xml);
                    break;
                default:
                    xml.Skip(); // pictures, lines, and the second copy of an alternative
                    break;
            }
        }
    }

    private void ReadShape(XmlWalker xml)
    {
        string? placeholder = null;
        var text = new List<SlideParagraph>();
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "nvSpPr")
            {
                placeholder = Placeholder(xml);
            }
            else if (xml.Name == "txBody")
            {
                text = SlideText.Read(xml, budget);
            }
            else
            {
                xml.Skip();
            }
        }

        if (placeholder is "dt" or "ftr" or "sldNum" or "hdr" or "sldImg" || (isNotes && placeholder != "body"))
        {
            LeftOut += text.Exists(p => p.Text.Length > 0) && !isNotes ? 1 : 0;
            return;
        }

        Add(placeholder is "title" or "ctrTitle", text);
    }

    private void Add(bool isTitle, List<SlideParagraph> text)
    {
        var filled = text.Where(p => !string.IsNullOrWhiteSpace(p.Text)).ToList();
        if (filled.Count == 0)
        {
            return;
        }

        List<Draft> flow = isTitle
            ? [new ParagraphDraft { Text = string.Join(' ', filled.Select(p => p.Text)), Level = 1 }]
            : [.. filled.Select(p => new ParagraphDraft { Text = p.Text, Label = p.Label, IsPlain = isNotes })];
        _shapes.Add(new SlideShape { IsTitle = isTitle, Flow = flow });
    }

    /// <summary>The placeholder's type, <c>body</c> where it names none; null for a shape of the author's own.</summary>
    private static string? Placeholder(XmlWalker xml)
    {
        string? type = null;
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name != "nvPr")
            {
                xml.Skip();
                continue;
            }

            for (var inside = xml.Open(); xml.NextChild(inside);)
            {
                type = xml.Name == "ph" ? xml.Attribute("type") ?? "body" : type;
                xml.Skip();
            }
        }

        return type;
    }

    private void ReadFrame(XmlWalker xml)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name is "graphic" or "graphicData")
            {
                ReadFrame(xml);
            }
            else if (xml.Name == "tbl")
            {
                _shapes.Add(new SlideShape { Flow = [SlideTable.Read(xml, budget)] });
            }
            else
            {
                var id = xml.Name == "relIds" ? xml.Attribute("dm") : xml.Name == "chart" ? xml.RelationshipId() : null;
                if (id is not null)
                {
                    _shapes.Add(new SlideShape { Flow = [], Frame = id });
                }

                xml.Skip();
            }
        }
    }
}
