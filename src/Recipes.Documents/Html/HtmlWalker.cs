using System.Runtime.CompilerServices;
using AngleSharp.Dom;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Html;

/// <summary>Turns elements into paragraphs, headings, list items and tables.</summary>
internal sealed class HtmlWalker(ReadBudget budget, Action<string, int> leaveOut, IReadOnlySet<IElement> asides)
{
    private readonly HtmlText _text = new();
    private List<Draft> _flow = [];
    private string? _label;

    /// <summary>What an element holds, in its order.</summary>
    public List<Draft> Read(IElement element)
    {
        var outside = _flow;
        var (label, pending) = (_label, _text.Take());
        _flow = [];
        _label = null;
        ReadChildren(element);
        Flush();
        var found = _flow;
        (_flow, _label) = (outside, label);
        _text.Append(pending);
        return found;
    }

    private void ReadChildren(INode parent)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        for (var child = parent.FirstChild; child is not null; child = child.NextSibling)
        {
            budget.Tick();
            if (child is IElement element)
            {
                ReadElement(element);
            }
            else if (child.NodeType == NodeType.Text)
            {
                _text.Append(child.NodeValue);
                budget.Block(_text.LengthCharacters);
            }
        }
    }

    private void ReadElement(IElement element)
    {
        if (HtmlNames.IsLeftOut(element) is { } what)
        {
            leaveOut(what, what.Length > 0 ? 1 : 0);
            return;
        }

        if (asides.Contains(element))
        {
            ReadAside(element);
            return;
        }

        switch (element.LocalName)
        {
            case "br":
                ReadBreak();
                break;
            case "pre" or "listing" or "xmp":
                ReadPreformatted(element);
                break;
            case "ol":
                ReadNumbered(element);
                break;
            case "table":
                ReadTable(element);
                break;
            case ['h', >= '1' and <= '6']:
                ReadHeading(element);
                break;
            case var name when HtmlNames.IsBlock(name):
                Flush();
                ReadChildren(element);
                Flush();
                break;
            default:
                ReadChildren(element);
                break;
        }
    }

    /// <summary>Menus and footers keep their words and lose their structure.</summary>
    private void ReadAside(IElement element)
    {
        Flush();
        foreach (var item in Read(element))
        {
            if (item is ParagraphDraft paragraph)
            {
                AddAside(DocumentText.Line(paragraph.Label, paragraph.Text));
                continue;
            }

            foreach (var row in ((TableDraft)item).Rows)
            {
                AddAside(string.Join(' ', row.Distinct().Select(c => c.Text)));
            }
        }
    }

    private void AddAside(string text)
    {
        if (text.Any(char.IsLetterOrDigit))
        {
            _flow.Add(new ParagraphDraft { Text = text, IsPlain = true, IsAside = true });
        }
    }

    /// <summary>Two breaks in a row divide paragraphs.</summary>
    private void ReadBreak()
    {
        if (_text.EndsInBreak)
        {
            Flush();
        }
        else
        {
            _text.Break();
        }
    }

    private void ReadHeading(IElement element)
    {
        Flush();
        var inside = Read(element);
        var text = string.Join(' ', inside.OfType<ParagraphDraft>().Select(p => p.Text.Replace('\n', ' ')));
        if (text.Length > 0)
        {
            _flow.Add(new ParagraphDraft { Text = text, Level = element.LocalName[1] - '0' });
        }

        _flow.AddRange(inside.Where(d => d is TableDraft));
    }

    private void ReadPreformatted(IElement element)
    {
        Flush();
        foreach (var line in element.TextContent.ReplaceLineEndings("\n").Split('\n'))
        {
            budget.Block(line.Length);
            budget.Text(line.Length);
            if (!string.IsNullOrWhiteSpace(line))
            {
                _flow.Add(new ParagraphDraft { Text = line, IsPlain = true });
            }
        }
    }

    private void ReadNumbered(IElement list)
    {
        Flush();
        var number = int.TryParse(list.GetAttribute("start"), CultureInfo.InvariantCulture, out var start) ? start : 1;
        foreach (var item in list.Children.Where(c => HtmlNames.IsLeftOut(c) is null))
        {
            if (item.LocalName == "li")
            {
                number = int.TryParse(item.GetAttribute("value"), CultureInfo.InvariantCulture, out var value) ? value : number;
                _label = HtmlNames.ListNumber(number, list.GetAttribute("type") ?? item.GetAttribute("type"));
                number++;
            }

            ReadChildren(item);
            Flush();
            _label = null;
        }
    }

    private void ReadTable(IElement element)
    {
        Flush();
        if (HtmlTable.IsLayout(element))
        {
            ReadChildren(element);
            Flush();
            return;
        }

        foreach (var caption in element.Children.Where(c => c.LocalName == "caption"))
        {
            _flow.AddRange(Read(caption));
        }

        if (HtmlTable.Read(element, Read, budget) is { } table)
        {
            _flow.Add(table);
        }
    }

    private void Flush()
    {
        var text = _text.Take();
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        budget.Text(text.Length);
        _flow.Add(new ParagraphDraft { Text = text, Label = _label });
        _label = null;
    }
}
