using System.Text;
using Markdig;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Recipes.Core;
using Recipes.Documents.Encodings;
using Recipes.Documents.Structure;

namespace Recipes.Documents;

/// <summary>Reads Markdown: headings, paragraphs, list items with their numbers, pipe tables, code line by line.</summary>
internal sealed class MarkdownReader
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseYamlFrontMatter()
        .UsePipeTables()
        .UseGridTables()
        .UseFootnotes()
        .Build();

    private readonly DocumentDraft _draft;
    private readonly ReadBudget _budget;

    private MarkdownReader(ReadBudget budget)
    {
        _draft = new DocumentDraft(budget);
        _budget = budget;
    }

    public static SourceDocument Read(FileStream file, string path, string kind, ReadBudget budget)
    {
        var text = TextFile.Read(file, budget);
        var reader = new MarkdownReader(budget);
        reader.ReadBlocks(Parse(text), null);
        return reader._draft.Finish(path, kind);
    }

    private static MarkdownDocument Parse(string text)
    {
        try
        {
            return Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException e)
        {
            // Markdig's only complaint about a text: quotes or lists nested deeper than its limit of 128.
            throw UnreadableException.Limit($"its quotes and lists are nested too deep: {e.Message}");
        }
    }

    /// <summary>Reads the children; the first paragraph takes the number of the list item around it.</summary>
    private void ReadBlocks(ContainerBlock container, string? label)
    {
        foreach (var block in container)
        {
            _budget.Check();
            ReadBlock(block, label);
            label = null;
        }
    }

    private void ReadBlock(Markdig.Syntax.Block block, string? label)
    {
        switch (block)
        {
            case HeadingBlock heading:
                _draft.Add(new ParagraphDraft { Text = TextOf(heading.Inline), Level = heading.Level });
                break;
            case Table table:
                ReadTable(table);
                break;
            case ListBlock list:
                ReadList(list);
                break;
            case CodeBlock code:
                ReadCode(code);
                break;
            case HtmlBlock html:
                ReadHtml(html);
                break;
            case ParagraphBlock paragraph:
                _draft.Add(new ParagraphDraft { Text = TextOf(paragraph.Inline), Label = label });
                break;
            case ContainerBlock container:
                ReadBlocks(container, label ?? NoteLabel(container));
                break;
            default:
                break; // rules and link definitions hold no text
        }
    }

    private static string? NoteLabel(ContainerBlock container) =>
        container is Footnote { Label: { } label } ? $"[{label.TrimStart('^')}]" : null;

    private void ReadList(ListBlock list)
    {
        var number = list.IsOrdered && int.TryParse(list.OrderedStart, CultureInfo.InvariantCulture, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var label = list.IsOrdered ? number.ToString(CultureInfo.InvariantCulture) + list.OrderedDelimiter : null;
            ReadBlocks(item, label);
            number++;
        }
    }

    private void ReadCode(CodeBlock code)
    {
        if (code is YamlFrontMatterBlock)
        {
            _draft.LeaveOut("front-matter");
            return;
        }

        foreach (var line in code.Lines.Lines.Take(code.Lines.Count))
        {
            _draft.Add(new ParagraphDraft { Text = line.ToString(), IsPlain = true });
        }
    }

    /// <summary>Text between tags; comments, scripts and styles are left out.</summary>
    private void ReadHtml(HtmlBlock html)
    {
        if (html.Type is HtmlBlockType.Comment or HtmlBlockType.ProcessingInstruction or HtmlBlockType.DocumentType
            or HtmlBlockType.CData or HtmlBlockType.ScriptPreOrStyle)
        {
            _draft.LeaveOut(html.Type == HtmlBlockType.Comment ? "comments" : "html");
            return;
        }

        var text = new StringBuilder();
        var isInTag = false;
        foreach (var c in html.Lines.ToString())
        {
            isInTag = c == '<' || (isInTag && c != '>');
            text.Append(isInTag || c == '>' ? "" : c.ToString());
        }

        _draft.Add(new ParagraphDraft { Text = System.Net.WebUtility.HtmlDecode(text.ToString()) });
    }

    private void ReadTable(Table table)
    {
        var rows = table.OfType<TableRow>().Select(ReadRow).Where(r => r.Length > 0).ToList();
        if (rows.Count == 0)
        {
            return;
        }

        var columns = rows.Max(r => r.Length);
        _budget.Cells((long)columns * rows.Count);
        _draft.Add(new TableDraft
        {
            Rows = rows.ConvertAll(r => r.Concat(Enumerable.Repeat(CellDraft.Blank, columns - r.Length)).ToArray()),
            HeaderRows = table.OfType<TableRow>().TakeWhile(r => r.IsHeader).Count(),
        });
    }

    private static CellDraft[] ReadRow(TableRow row)
    {
        var cells = new List<CellDraft>();
        foreach (var cell in row.OfType<TableCell>())
        {
            var text = string.Join('\n', cell.OfType<LeafBlock>().Select(b => TextOf(b.Inline)));
            cells.AddRange(Enumerable.Repeat(new CellDraft { Flow = [new ParagraphDraft { Text = text }] }, Math.Clamp(cell.ColumnSpan, 1, 1000)));
        }

        return [.. cells];
    }

    private static string TextOf(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        Append(text, inlines);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ContainerInline? inlines)
    {
        for (var inline = inlines?.FirstChild; inline is not null; inline = inline.NextSibling)
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Append(literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case LineBreakInline:
                    text.Append('\n');
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.AsSpan());
                    break;
                case AutolinkInline link:
                    text.Append(link.Url);
                    break;
                case HtmlInline { Tag: "<br>" or "<br/>" or "<br />" }:
                    text.Append('\n');
                    break;
                case LinkInline { IsImage: true } or FootnoteLink:
                    break;
                case ContainerInline container:
                    Append(text, container);
                    break;
                default:
                    break; // other HTML tags
            }
        }
    }
}
