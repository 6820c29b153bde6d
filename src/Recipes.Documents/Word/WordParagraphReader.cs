using Recipes.Documents.Packaging;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Word;

/// <summary>Reads a paragraph: its text, its number, and what is anchored in it.</summary>
internal sealed class WordParagraphReader(
    WordFlowReader blocks, WordStyles styles, WordNumbering numbering, DocumentDraft draft)
{
    private const int BodyLevel = 9;

    private readonly FieldState _fields = new();

    /// <summary>Consumes a <c>w:p</c>.</summary>
    public void Read(XmlWalker xml, WordFlow flow)
    {
        var paragraph = new WordParagraph { Style = styles.OfParagraph(null) };
        ReadInlines(xml, paragraph);
        _fields.EndParagraph();
        if (paragraph.IsMarkDeleted)
        {
            flow.Carry(paragraph.Text.ToString());
        }
        else
        {
            Add(flow, paragraph);
        }

        flow.AddRange(paragraph.After);
    }

    private void Add(WordFlow flow, WordParagraph paragraph)
    {
        var text = flow.TakeCarried() + paragraph.Text;
        var isBlank = text.AsSpan().Trim().IsEmpty;
        if (isBlank && paragraph.IsMarkHidden)
        {
            return;
        }

        var label = Number(paragraph); // an empty numbered paragraph counts too
        if (isBlank && label is null)
        {
            return;
        }

        if (paragraph.Style.Name.StartsWith("toc ", StringComparison.Ordinal))
        {
            draft.LeaveOut("table-of-contents-lines");
            return;
        }

        draft.CountBlock();
        flow.Add(new ParagraphDraft
        {
            Text = text,
            Label = label,
            Level = paragraph.Style.OutlineLevel is >= 0 and < BodyLevel ? paragraph.Style.OutlineLevel.Value + 1 : 0,
            FontSize = paragraph.FontSize,
            IsBold = paragraph.IsBold,
        });
    }

    private string? Number(WordParagraph paragraph)
    {
        var style = paragraph.Style;
        if (style.NumberId is not { } list || list == 0)
        {
            return null;
        }

        var bound = paragraph.HasOwnNumber ? paragraph.StyleId : style.NumberStyle;
        var level = style.NumberLevel ?? (bound is null ? null : numbering.LevelOfStyle(list, bound)) ?? 0;
        if (!paragraph.HasOwnNumber && bound is not null)
        {
            level = numbering.LevelOfStyle(list, bound) ?? level; // the list's binding outranks the style's own level
        }

        return numbering.Next(list, level);
    }

    private void ReadInlines(XmlWalker xml, WordParagraph paragraph)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            switch (xml.Name)
            {
                case "r":
                    ReadRun(xml, paragraph);
                    break;
                case "pPr":
                    ReadProperties(xml, paragraph);
                    break;
                case "del" or "moveFrom":
                    draft.LeaveOut("deleted-text");
                    xml.Skip();
                    break;
                case "oMath" or "oMathPara":
                    WordMath.Append(xml, paragraph.Text);
                    break;
                case "AlternateContent":
                    ReadAlternative(xml, paragraph);
                    break;
                default:
                    ReadOther(xml, paragraph);
                    break;
            }
        }
    }

    private void ReadOther(XmlWalker xml, WordParagraph paragraph)
    {
        if (WordFlowReader.Transparent.Contains(xml.Name))
        {
            ReadInlines(xml, paragraph);
        }
        else
        {
            xml.Skip();
        }
    }

    private void ReadProperties(XmlWalker xml, WordParagraph paragraph)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            switch (xml.Name)
            {
                case "pStyle":
                    paragraph.StyleId = xml.Attribute("val");
                    paragraph.Style = styles.OfParagraph(paragraph.StyleId);
                    break;
                case "outlineLvl":
                    paragraph.Style = paragraph.Style with { OutlineLevel = xml.Number("val") };
                    break;
                case "numPr":
                    ReadNumber(xml, paragraph);
                    continue;
                case "rPr":
                    ReadMark(xml, paragraph);
                    continue;
                default:
                    break;
            }

            xml.Skip();
        }
    }

    private static void ReadNumber(XmlWalker xml, WordParagraph paragraph)
    {
        var own = PropertyReader.Numbering(xml, new WordStyle());
        paragraph.HasOwnNumber = own.NumberId is not null;
        paragraph.Style = paragraph.Style with
        {
            NumberId = own.NumberId ?? paragraph.Style.NumberId,
            NumberLevel = own.NumberLevel ?? (own.NumberId is null ? paragraph.Style.NumberLevel : null),
        };
    }

    /// <summary>Properties of the paragraph's end mark.</summary>
    private void ReadMark(XmlWalker xml, WordParagraph paragraph)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            switch (xml.Name)
            {
                case "del" or "moveFrom":
                    paragraph.IsMarkDeleted = true;
                    draft.LeaveOut("deleted-text");
                    break;
                case "vanish":
                    paragraph.IsMarkHidden = xml.IsOn();
                    break;
                default:
                    break;
            }

            xml.Skip();
        }
    }

    private void ReadRun(XmlWalker xml, WordParagraph paragraph)
    {
        var style = paragraph.Style;
        var start = paragraph.Text.Length;
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (xml.Name == "rPr")
            {
                style = ReadRunProperties(xml, paragraph.Style);
            }
            else if (xml.Name == "fldChar")
            {
                _fields.Mark(xml.Attribute("fldCharType"));
                xml.Skip();
            }
            else if (_fields.IsInCode)
            {
                xml.Skip();
            }
            else if (style.IsHidden == true)
            {
                draft.LeaveOut("hidden-text");
                xml.Skip();
            }
            else
            {
                ReadRunContent(xml, paragraph);
            }
        }

        paragraph.Formatted(paragraph.Text.Length - start, (style.Size ?? 0) / 2.0, style.IsBold == true);
    }

    /// <summary>Character style first, direct formatting over it.</summary>
    private WordStyle ReadRunProperties(XmlWalker xml, WordStyle paragraph)
    {
        WordStyle? named = null;
        var own = new WordStyle();
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            switch (xml.Name)
            {
                case "rStyle":
                    named = styles.Find(xml.Attribute("val") ?? "");
                    break;
                case "vanish":
                    own = own with { IsHidden = xml.IsOn() };
                    break;
                case "b":
                    own = own with { IsBold = xml.IsOn() };
                    break;
                case "sz":
                    own = own with { Size = xml.Number("val") };
                    break;
                default:
                    break;
            }

            xml.Skip();
        }

        return own.WithLettersOf(named).WithLettersOf(paragraph);
    }

    private void ReadRunContent(XmlWalker xml, WordParagraph paragraph)
    {
        switch (xml.Name)
        {
            case "t":
                xml.AppendText(paragraph.Text);
                return;
            case "drawing" or "pict" or "object":
                ReadGraphic(xml, paragraph);
                return;
            case "AlternateContent":
                ReadAlternative(xml, paragraph);
                return;
            case "ruby":
                ReadInlines(xml, paragraph); // its reading aid, rt, is not among the transparent elements
                return;
            case "footnoteReference" or "endnoteReference":
                paragraph.After.AddRange(blocks.TakeNote(xml.Name[..^"Reference".Length], xml.Attribute("id")));
                break;
            case "commentReference":
                draft.LeaveOut("comments");
                break;
            default:
                paragraph.Text.Append(WordSigns.Of(xml));
                break;
        }

        xml.Skip();
    }

    /// <summary>Pictures, shapes and old drawings: only the text boxes in them are text.</summary>
    private void ReadGraphic(XmlWalker xml, WordParagraph paragraph)
    {
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            switch (xml.Name)
            {
                case "txbxContent":
                    var box = new WordFlow();
                    blocks.ReadBlocks(xml, box);
                    paragraph.After.AddRange(box.Finish());
                    break;
                case "AlternateContent":
                    ReadAlternative(xml, paragraph);
                    break;
                default:
                    ReadGraphic(xml, paragraph);
                    break;
            }
        }
    }

    /// <summary>The same content in a new and an old form: the first that holds any text is read.</summary>
    private void ReadAlternative(XmlWalker xml, WordParagraph paragraph)
    {
        var isDone = false;
        for (var at = xml.Open(); xml.NextChild(at);)
        {
            if (isDone)
            {
                xml.Skip();
                continue;
            }

            var (length, count) = (paragraph.Text.Length, paragraph.After.Count);
            for (var inside = xml.Open(); xml.NextChild(inside);)
            {
                ReadAlternativePart(xml, paragraph);
            }

            isDone = paragraph.Text.Length > length || paragraph.After.Count > count;
        }
    }

    /// <summary>A choice stands in a run or around runs.</summary>
    private void ReadAlternativePart(XmlWalker xml, WordParagraph paragraph)
    {
        if (xml.Name == "r")
        {
            ReadRun(xml, paragraph);
        }
        else if (xml.Name == "txbxContent")
        {
            var box = new WordFlow();
            blocks.ReadBlocks(xml, box);
            paragraph.After.AddRange(box.Finish());
        }
        else if (WordFlowReader.Transparent.Contains(xml.Name))
        {
            ReadInlines(xml, paragraph);
        }
        else if (xml.Name is "wsp" or "wgp" or "shape" or "group" or "rect" or "txbx" or "textbox")
        {
            ReadGraphic(xml, paragraph);
        }
        else
        {
            ReadRunContent(xml, paragraph);
        }
    }
}
