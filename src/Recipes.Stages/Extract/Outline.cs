using Recipes.Core;
using Recipes.Text.Similarity;

namespace Recipes.Stages.Extract;

/// <summary>Finds facts by the structure that a document shows: table rows, definitions, numbered clauses, headings.
/// The answer is always the document's own text; no model is asked.</summary>
/// <remarks>Facts are leaves: a heading becomes a question only if nothing inside it did.</remarks>
internal static class Outline
{
    /// <summary>All facts of a document in reading order.</summary>
    /// <param name="document">As it was read.</param>
    /// <param name="ranges">The range of each block in the rendered text, UTF-16 units.</param>
    /// <param name="textDigest">SHA-256 of the rendered text.</param>
    /// <param name="passage">clause: each clause is a fact of its own · section: all text of a section is one fact ·
    /// document: all of it is. Table rows and definitions are found in every case.</param>
    public static IReadOnlyList<Fact> FactsOf(
        SourceDocument document,
        IReadOnlyList<(int Start, int End)> ranges,
        string textDigest,
        string passage)
    {
        var found = new List<Draft>();
        foreach (var section in Section.Of(document))
        {
            var before = found.Count;
            found.AddRange(RowFacts.Of(section));
            found.AddRange(ClauseFacts.Of(section, passage));
            if (found.Count == before && SectionFact(section) is { } whole)
            {
                found.Add(whole);
            }
        }

        return Finish(Disambiguate(found), document.Path, ranges, textDigest);
    }

    private static Draft? SectionFact(Section section)
    {
        var body = section.Blocks.Where(b => b.Block.Kind == BlockKind.Paragraph).ToList();
        if (section.Heading.Count == 0 || body.Count == 0)
        {
            return null;
        }

        var title = section.Heading[^1];
        return new Draft
        {
            Section = section,
            First = body[0].Index,
            Last = body[0].Index,
            Subject = title,
            Question = $"{title}的内容是什么？",
            Answer = body[0].Block.Text,
        };
    }

    /// <summary>Equal questions with different answers get their heading, then their clause number, in front.</summary>
    private static List<Draft> Disambiguate(List<Draft> drafts)
    {
        var rounds = new Func<Draft, string?>[]
        {
            d => d.Section.Heading.Count > 0 ? d.Section.Heading[^1] : null,
            d => d.Section.Heading.Count > 1 ? d.Section.Heading[^2] : null,
            d => d.Label,
        };
        foreach (var prefixOf in rounds)
        {
            var ambiguous = drafts.GroupBy(d => Folding.Fold(d.Question), StringComparer.Ordinal)
                .Where(g => g.Select(d => Folding.Fold(d.Answer)).Distinct(StringComparer.Ordinal).Count() > 1)
                .SelectMany(g => g)
                .ToHashSet();
            drafts = drafts.Select(d => ambiguous.Contains(d) && prefixOf(d) is { Length: > 0 } prefix ? d.Under(prefix) : d)
                .ToList();
        }

        return drafts;
    }

    private static List<Fact> Finish(
        List<Draft> drafts,
        string path,
        IReadOnlyList<(int Start, int End)> ranges,
        string textDigest)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var facts = new List<Fact>(drafts.Count);
        foreach (var draft in drafts)
        {
            var heading = string.Join('\u001e', draft.Section.Heading);
            var (evidence, start, end) = Place(draft, ranges);
            var content = ContentId.Digest(path, heading, Folding.Fold(evidence), Folding.Fold(draft.Question));
            var ordinal = seen.GetValueOrDefault(content);
            seen[content] = ordinal + 1;
            facts.Add(new Fact
            {
                Id = ContentId.Of(content, ordinal.ToString(CultureInfo.InvariantCulture)),
                Evidence = evidence,
                Question = draft.Question,
                Answer = draft.Answer,
                Subject = draft.Subject.Trim(),
                Attribute = draft.Attribute,
                Source = new FactSource
                {
                    Document = path,
                    Text = textDigest,
                    Heading = draft.Section.Heading,
                    Start = start,
                    End = end,
                },
            });
        }

        return facts;
    }

    /// <summary>The evidence with its place in the rendered text: whole blocks, or a sentence of one block, whose text ends
    /// the block's range (a label stands before it).</summary>
    private static (string Evidence, int Start, int End) Place(Draft draft, IReadOnlyList<(int Start, int End)> ranges)
    {
        if (draft.Within is not { } within)
        {
            return (string.Join('\n', draft.Section.TextOf(draft.First, draft.Last)), ranges[draft.First].Start, ranges[draft.Last].End);
        }

        var text = draft.Section.Blocks.First(b => b.Index == draft.First).Block.Text;
        var start = ranges[draft.First].End - text.Length;
        return (text[within], start + within.Start.Value, start + within.End.Value);
    }
}
