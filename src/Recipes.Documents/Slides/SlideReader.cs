using Recipes.Core;
using Recipes.Documents.Packaging;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Slides;

/// <summary>Reads pptx, pptm, ppsx and potx: each slide's title, texts, tables, charts, diagrams and notes.</summary>
internal sealed class SlideReader
{
    private readonly OfficePackage _package;
    private readonly DocumentDraft _draft;
    private readonly ReadBudget _budget;

    private SlideReader(OfficePackage package, ReadBudget budget)
    {
        _package = package;
        _draft = new DocumentDraft(budget);
        _budget = budget;
    }

    /// <exception cref="UnreadableException">Not a presentation, broken, encrypted, empty or over a limit.</exception>
    public static SourceDocument Read(FileStream file, string path, string kind, ReadBudget budget)
    {
        using var package = OfficePackage.Open(file, budget);
        var reader = new SlideReader(package, budget);
        reader.ReadPresentation();
        return reader._draft.Finish(path, kind);
    }

    private void ReadPresentation()
    {
        var main = _package.RelationshipsOf("").FirstOf("officeDocument") ?? "ppt/presentation.xml";
        using var xml = _package.Xml(main) ?? throw UnreadableException.Broken("the zip holds no presentation");
        var parts = _package.RelationshipsOf(main);
        foreach (var id in SlideIds(xml))
        {
            if (parts.All.FirstOrDefault(r => r.Id == id && r.Type == "slide") is { } slide)
            {
                ReadSlide(slide.Target);
            }
        }
    }

    private static List<string> SlideIds(XmlWalker xml)
    {
        var ids = new List<string>();
        for (var at = xml.OpenRoot(); xml.NextChild(at);)
        {
            if (xml.Name != "sldIdLst")
            {
                xml.Skip();
                continue;
            }

            for (var inside = xml.Open(); xml.NextChild(inside);)
            {
                xml.CountListEntry();
                ids.Add(xml.RelationshipId() ?? "");
                xml.Skip();
            }
        }

        return ids;
    }

    private void ReadSlide(string part)
    {
        using var xml = _package.Xml(part);
        if (xml is null)
        {
            return; // a slide that the list names and the zip lacks
        }

        var parts = _package.RelationshipsOf(part);
        var shapes = new ShapeReader(_budget);
        for (var at = xml.OpenRoot(); xml.NextChild(at);)
        {
            if (xml.Attribute("show") is "0" or "false")
            {
                _draft.LeaveOut("hidden-slides");
                return;
            }

            ReadTree(xml, shapes);
        }

        foreach (var shape in shapes.InReadingOrder())
        {
            shape.Flow.ForEach(_draft.Add);
            ReadFrame(shape.Frame, parts);
        }

        _draft.LeaveOut("slide-footers", shapes.LeftOut);
        ReadNotes(parts.FirstOf("notesSlide"));
    }

    private static void ReadTree(XmlWalker xml, ShapeReader shapes)
    {
        if (xml.Name != "cSld")
        {
            xml.Skip();
            return;
        }

        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "spTree")
            {
                shapes.ReadTree(xml);
            }
            else
            {
                xml.Skip();
            }
        }
    }

    /// <summary>What a frame shows stands in a part of its own.</summary>
    private void ReadFrame(string? id, Relationships parts)
    {
        if (id is null || parts.All.FirstOrDefault(r => r.Id == id) is not { } found)
        {
            return;
        }

        using var xml = _package.Xml(found.Target);
        if (xml is null)
        {
            return;
        }

        if (found.Type == "diagramData")
        {
            DiagramReader.Read(xml, _budget).ForEach(_draft.Add);
        }
        else if (found.Type == "chart" && ChartReader.Read(xml, _budget) is { } chart)
        {
            _draft.Add(chart);
        }
    }

    /// <summary>The speaker's notes; the slide's picture, date and number on their page go.</summary>
    private void ReadNotes(string? part)
    {
        using var xml = _package.Xml(part);
        if (xml is null)
        {
            return;
        }

        var shapes = new ShapeReader(_budget, isNotes: true);
        for (var at = xml.OpenRoot(); xml.NextChild(at);)
        {
            ReadTree(xml, shapes);
        }

        foreach (var shape in shapes.InReadingOrder())
        {
            shape.Flow.ForEach(_draft.Add);
        }
    }
}
