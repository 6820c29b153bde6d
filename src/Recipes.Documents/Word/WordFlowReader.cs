using System.Collections.Frozen;
using Recipes.Documents.Packaging;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Word;

/// <summary>Reads paragraphs and tables one after the other, wherever they stand.</summary>
internal sealed class WordFlowReader
{
    /// <summary>Elements around blocks or text that mean nothing to a reader of text.</summary>
    internal static readonly FrozenSet<string> Transparent = FrozenSet.Create(
        StringComparer.Ordinal,
        "ins", "moveTo", "sdt", "sdtContent", "customXml", "smartTag", "hyperlink", "fldSimple", "dir", "bdo", "rubyBase");

    private readonly WordParagraphReader _paragraphs;
    private readonly WordTableReader _tables;
    private readonly DocumentDraft _draft;
    private readonly Dictionary<(string Kind, string Id), List<Draft>> _notes = [];
    private readonly Dictionary<string, int> _noteCounts = new(StringComparer.Ordinal);

    public WordFlowReader(WordStyles styles, WordNumbering numbering, DocumentDraft draft, ReadBudget budget)
    {
        _draft = draft;
        _paragraphs = new WordParagraphReader(this, styles, numbering, draft);
        _tables = new WordTableReader(this, draft, budget);
    }

    public void AddNote(string kind, string id, List<Draft> flow) => _notes[(kind, id)] = flow;

    /// <summary>The paragraphs of a note under its number, given out at its first mark; empty for an unknown id.</summary>
    public IEnumerable<Draft> TakeNote(string kind, string? id)
    {
        if (id is null || !_notes.Remove((kind, id), out var flow))
        {
            return [];
        }

        var number = _noteCounts[kind] = _noteCounts.GetValueOrDefault(kind) + 1;
        string? label = $"[{NumberFormat.Write(number, kind == "endnote" ? "lowerRoman" : "decimal")}]";
        return flow.ConvertAll(d => d is ParagraphDraft p ? AsNote(p, ref label) : d);
    }

    /// <summary>The first paragraph with any text bears the note's number.</summary>
    private static ParagraphDraft AsNote(ParagraphDraft paragraph, ref string? label)
    {
        var text = DocumentText.Line(paragraph.Label, paragraph.Text.Trim());
        var note = new ParagraphDraft { Text = text, Label = text.Length > 0 ? label : null, IsPlain = true };
        label = text.Length > 0 ? null : label;
        return note;
    }

    /// <summary>Consumes an element whose children are blocks.</summary>
    public void ReadBlocks(XmlWalker xml, WordFlow flow)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            ReadBlock(xml, flow);
        }
    }

    /// <summary>Consumes one block-level element.</summary>
    public void ReadBlock(XmlWalker xml, WordFlow flow)
    {
        switch (xml.Name)
        {
            case "p":
                _paragraphs.Read(xml, flow);
                break;
            case "tbl":
                _tables.Read(xml, flow);
                break;
            case "AlternateContent":
                ReadAlternative(xml, flow);
                break;
            case "del" or "moveFrom":
                _draft.LeaveOut("deleted-text");
                xml.Skip();
                break;
            case "altChunk":
                _draft.LeaveOut("embedded-documents");
                xml.Skip();
                break;
            default:
                ReadOther(xml, flow);
                break;
        }
    }

    private void ReadOther(XmlWalker xml, WordFlow flow)
    {
        if (Transparent.Contains(xml.Name))
        {
            ReadBlocks(xml, flow);
        }
        else
        {
            xml.Skip();
        }
    }

    /// <summary>One copy of the choices: the first that holds anything.</summary>
    private void ReadAlternative(XmlWalker xml, WordFlow flow)
    {
        var isDone = false;
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (isDone)
            {
                xml.Skip();
                continue;
            }

            var copy = new WordFlow();
            ReadBlocks(xml, copy);
            var blocks = copy.Finish();
            isDone = blocks.Count > 0;
            flow.AddRange(blocks);
        }
    }
}
