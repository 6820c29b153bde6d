using Recipes.Core;
using Recipes.Documents;
using Recipes.Text.Privacy;

namespace Recipes.Stages.Privacy;

/// <summary>A document as everything else sees it.</summary>
/// <param name="Document">Masked; null where it is refused.</param>
/// <param name="Findings">In reading order.</param>
/// <param name="Problems">Why it is refused: the first place of each kind.</param>
internal sealed record GuardedDocument(
    SourceDocument? Document, IReadOnlyList<PersonalFinding> Findings, IReadOnlyList<Problem> Problems);

/// <summary>Masks personal data in a document, or refuses it.</summary>
internal static class DocumentPrivacy
{
    /// <summary>A form that gives each digit a cell of its own needs at least this many, those of a mobile number.</summary>
    private const int LeastBoxes = 11;

    public static GuardedDocument Apply(SourceDocument document, PrivacySpec privacy)
    {
        var blocks = document.Blocks.Select(b => Guard(b, privacy)).ToList();
        if (blocks.TrueForAll(b => b.IsClean))
        {
            return new(document, [], []);
        }

        var masked = document with { Blocks = blocks.Select(b => b.Block).ToList() };
        var findings = Places(masked, blocks).Select(p => new PersonalFinding
        {
            Document = document.Path,
            Kind = p.Kind,
            Action = privacy.For(p.Kind),
            Line = p.Line,
            Start = p.Start,
            End = p.End,
        }).ToList();
        var problems = findings.Where(f => f.Action == PrivacyAction.Refuse).DistinctBy(f => f.Kind)
            .Select(f => f.ToProblem("the document")).ToList();
        return new(problems.Count == 0 ? masked : null, findings, problems);
    }

    private static GuardedBlock Guard(Block block, PrivacySpec privacy)
    {
        if (block.Kind == BlockKind.TableRow)
        {
            return GuardRow(block, privacy);
        }

        // A number may begin in the label, as 138 of 138 1234 5678 does: then the line has no label.
        var line = GuardedText.Of(DocumentText.Line(block), privacy);
        var before = DocumentText.Line(block).Length - block.Text.Length;
        if (block.Label is not null && line.Spans.Any(s => s.Start < before))
        {
            return new(block with { Label = null, Text = line.Text }, line.Spans, []);
        }

        var text = GuardedText.Of(block.Text, privacy);
        return new(block with { Text = text.Text }, text.Spans, []);
    }

    private static GuardedBlock GuardRow(Block block, PrivacySpec privacy)
    {
        var columns = block.Cells.Select(c => GuardedText.Of(c.Column, privacy)).ToList();
        var values = JoinBoxes(block.Cells.Select(c => c.Value).ToList()).Select(v => GuardedText.Of(v, privacy)).ToList();
        var headers = columns.Where(c => c.Spans.Count > 0).ToList();
        if (headers.Count == 0 && values.TrueForAll(v => v.Spans.Count == 0))
        {
            return new(block, [], []);
        }

        var spans = new List<PersonalSpan>();
        var start = 0;
        foreach (var value in values)
        {
            spans.AddRange(value.Spans.Select(s => s with { Start = s.Start + start, End = s.End + start }));
            start += value.Text.Length + " | ".Length;
        }

        var cells = columns.Zip(values, (column, value) => new Cell(column.Text, value.Text)).ToList();
        return new(block with { Text = string.Join(" | ", cells.Select(c => c.Value)), Cells = cells }, spans, headers);
    }

    /// <summary>Cells of one digit each that together are personal data: all of them in the first cell, the others
    /// empty.</summary>
    private static List<string> JoinBoxes(List<string> values)
    {
        for (var first = 0; first < values.Count;)
        {
            var end = first;
            while (end < values.Count && values[end].Length == 1 && char.IsLetterOrDigit(values[end][0]))
            {
                end++;
            }

            var joined = string.Concat(values.GetRange(first, end - first));
            if (joined.Length >= LeastBoxes && PersonalData.Find(joined).Count > 0)
            {
                values[first] = joined;
                for (var i = first + 1; i < end; i++)
                {
                    values[i] = "";
                }
            }

            first = end + 1;
        }

        return values;
    }

    /// <summary>The places of all findings in the rendered text.</summary>
    private static IEnumerable<(PersonalKind Kind, int Line, int Start, int End)> Places(SourceDocument masked, List<GuardedBlock> blocks)
    {
        var rendered = DocumentText.Render(masked);
        var (line, counted) = (1, 0); // the line on which the character `counted` stands
        var lastTable = 0;
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            var spans = new List<PersonalSpan>();
            if (block.Block.Table > lastTable)
            {
                lastTable = block.Block.Table;
                spans.AddRange(HeaderSpans(rendered, i, block));
            }

            var start = rendered.Ranges[i].End - block.Block.Text.Length; // a label stands before the text
            spans.AddRange(block.Spans.Select(s => s with { Start = start + s.Start, End = start + s.End }));
            foreach (var span in spans)
            {
                line += rendered.Text.AsSpan(counted, span.Start - counted).Count('\n');
                counted = span.Start;
                yield return (span.Kind, line, span.Start, span.End);
            }
        }
    }

    /// <summary>What the header line above a table's first row holds.</summary>
    private static IEnumerable<PersonalSpan> HeaderSpans(RenderedDocument rendered, int index, GuardedBlock row)
    {
        var from = index == 0 ? 0 : rendered.Ranges[index - 1].End;
        var header = rendered.Text[from..rendered.Ranges[index].Start];
        var at = 0;
        foreach (var column in row.Headers)
        {
            var place = header.IndexOf(column.Text, at, StringComparison.Ordinal);
            if (place < 0)
            {
                continue; // the header is that of a wider row, which tells its own
            }

            at = place + column.Text.Length;
            foreach (var span in column.Spans)
            {
                yield return span with { Start = from + place + span.Start, End = from + place + span.End };
            }
        }
    }

    /// <summary>A masked block.</summary>
    /// <param name="Block">Masked.</param>
    /// <param name="Spans">What was found, by place in its text.</param>
    /// <param name="Headers">Column names that hold something.</param>
    private sealed record GuardedBlock(Block Block, IReadOnlyList<PersonalSpan> Spans, IReadOnlyList<GuardedText> Headers)
    {
        public bool IsClean => Spans.Count == 0 && Headers.Count == 0;
    }
}
