using Recipes.Core;

namespace Recipes.Documents.Structure;

/// <summary>Collects what a reader finds and makes the document of it.</summary>
internal sealed class DocumentDraft(ReadBudget budget)
{
    private readonly List<Draft> _items = [];
    private readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);

    /// <summary>Whether anything in it can be read.</summary>
    public bool HasText => _items.Exists(i => i is TableDraft || i is ParagraphDraft { Text: var text } && !string.IsNullOrWhiteSpace(text));

    /// <summary>Whether it has a heading or a table.</summary>
    public bool HasStructure => _items.Exists(i => i is TableDraft or ParagraphDraft { Level: > 0 });

    /// <summary>All texts, those of cells included.</summary>
    public IEnumerable<string> Texts => _items.SelectMany(i =>
        i is TableDraft table ? table.Rows.SelectMany(r => r.Select(c => c.Text)) : [((ParagraphDraft)i).Text]);

    public void Add(Draft item)
    {
        CountBlock();
        _items.Add(item);
    }

    /// <summary>Counts a block that its reader keeps elsewhere for now and hands in by <see cref="AddRange"/>.</summary>
    public void CountBlock() => budget.NextBlock();

    /// <summary>Adds all of another draft, whose blocks are counted already.</summary>
    public void Append(DocumentDraft other)
    {
        _items.AddRange(other._items);
        foreach (var (what, count) in other._leftOut)
        {
            LeaveOut(what, count);
        }
    }

    public void AddRange(IEnumerable<Draft> items) => _items.AddRange(items);

    /// <summary>Counts something left out on purpose.</summary>
    public void LeaveOut(string what, int count = 1)
    {
        if (count > 0)
        {
            _leftOut[what] = _leftOut.GetValueOrDefault(what) + count;
        }
    }

    /// <exception cref="UnreadableException">No block holds any text.</exception>
    public SourceDocument Finish(string path, string kind)
    {
        var pieces = new List<Piece>();
        var tables = 0;
        foreach (var item in _items)
        {
            budget.Tick();
            Append(pieces, item, ref tables);
        }

        Headings.Decide(pieces);
        var blocks = pieces.ConvertAll(p => p.ToBlock());
        if (blocks.Count == 0)
        {
            throw UnreadableException.Empty("the document holds no text");
        }

        return new SourceDocument { Path = path, Kind = kind, Blocks = blocks, LeftOut = _leftOut };
    }

    private static void Append(List<Piece> pieces, Draft item, ref int tables)
    {
        if (item is ParagraphDraft paragraph)
        {
            AppendParagraph(pieces, paragraph);
            return;
        }

        tables++;
        foreach (var part in TableRules.Parts((TableDraft)item, tables))
        {
            if (part is Block row)
            {
                pieces.Add(new Piece { Row = row, Text = row.Text });
            }
            else
            {
                Append(pieces, (Draft)part, ref tables);
            }
        }
    }

    private static void AppendParagraph(List<Piece> pieces, ParagraphDraft paragraph)
    {
        var lines = paragraph.Level > 0 || paragraph.IsPlain
            ? [TextCleaner.OneLine(paragraph.Text)]
            : TextCleaner.Paragraphs(paragraph.Text);
        var label = paragraph.Label;
        foreach (var line in lines.Where(l => l.Length > 0))
        {
            var piece = new Piece { Text = line, Label = label, Source = paragraph };
            if (label is not null)
            {
                piece.Class = TypedLabel.ClassOf(label);
            }
            else if (!paragraph.IsPlain && TypedLabel.At(line) is { } typed)
            {
                piece.Label = typed.Label;
                piece.Text = line[typed.Rest..];
                piece.Class = typed.Class;
            }

            pieces.Add(piece);
            label = null;
        }
    }
}

/// <summary>A block in the making.</summary>
internal sealed class Piece
{
    public required string Text { get; set; }

    public string? Label { get; set; }

    /// <summary>Kind of the label; null without one.</summary>
    public LabelClass? Class { get; set; }

    /// <summary>1 to 9 once it is a heading.</summary>
    public int Level { get; set; }

    /// <summary>Null for a row.</summary>
    public ParagraphDraft? Source { get; init; }

    /// <summary>Null for a paragraph.</summary>
    public Block? Row { get; init; }

    public Block ToBlock() => Row ?? new Block
    {
        Kind = Level > 0 ? BlockKind.Heading : BlockKind.Paragraph,
        Level = Level,
        Label = Label,
        Text = Text,
        IsAside = Source is { IsAside: true },
    };
}
