using Recipes.Core;
using Recipes.Documents.Packaging;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Word;

/// <summary>Reads docx, docm, dotx and dotm, transitional and strict.</summary>
internal static class WordReader
{
    /// <exception cref="UnreadableException">Not a Word document, broken, encrypted, empty or over a limit.</exception>
    public static SourceDocument Read(FileStream file, string path, string kind, ReadBudget budget)
    {
        using var package = OfficePackage.Open(file, budget);
        var main = package.RelationshipsOf("").FirstOf("officeDocument") ?? "word/document.xml";
        using var body = package.Xml(main)
            ?? throw UnreadableException.Broken("the zip holds no Word document");
        var parts = package.RelationshipsOf(main);
        var styles = WordStyles.Read(package.Xml(parts.FirstOf("styles")));
        var numbering = WordNumbering.Read(package.Xml(parts.FirstOf("numbering")), styles);
        var draft = new DocumentDraft(budget);
        var flow = new WordFlowReader(styles, numbering, draft, budget);
        ReadNotes(package.Xml(parts.FirstOf("footnotes")), "footnote", flow);
        ReadNotes(package.Xml(parts.FirstOf("endnotes")), "endnote", flow);
        draft.LeaveOut("headers", parts.All.Count(r => r.Type == "header"));
        draft.LeaveOut("footers", parts.All.Count(r => r.Type == "footer"));
        ReadBody(body, flow, draft);
        return draft.Finish(path, kind);
    }

    private static void ReadBody(XmlWalker xml, WordFlowReader reader, DocumentDraft draft)
    {
        var isDocument = false;
        for (var at = xml.OpenRoot(); xml.NextChild(at);)
        {
            if (xml.Name == "body")
            {
                isDocument = true;
                var flow = new WordFlow();
                reader.ReadBlocks(xml, flow);
                draft.AddRange(flow.Finish());
            }
            else
            {
                xml.Skip();
            }
        }

        if (!isDocument)
        {
            throw UnreadableException.Broken("its main part has no body");
        }
    }

    /// <summary>Separators between text and notes are entries too, told by their type.</summary>
    private static void ReadNotes(XmlWalker? xml, string name, WordFlowReader reader)
    {
        if (xml is null)
        {
            return;
        }

        using (xml)
        {
            for (var at = xml.OpenRoot(); xml.NextChild(at);)
            {
                if (xml.Name != name || xml.Attribute("type") is not (null or "normal") || xml.Attribute("id") is not { } id)
                {
                    xml.Skip();
                    continue;
                }

                xml.CountListEntry();
                var flow = new WordFlow();
                reader.ReadBlocks(xml, flow);
                reader.AddNote(name, id, flow.Finish());
            }
        }
    }
}
