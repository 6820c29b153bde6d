using Recipes.Core;
using Recipes.Text.Similarity;

namespace Recipes.Stages.Dedupe;

/// <summary>Finds documents that are versions of each other, by the answers that they share.</summary>
/// <remarks>Of 18 statutes and manuals two laws in two versions share 26 and 30 % of their paragraphs, the same law in two
/// folders 100 %, and no other two 5 %.</remarks>
internal static class DocumentTwins
{
    /// <summary>Part of the smaller document's facts that the other must share; chosen by hand between 5 and 26 %.</summary>
    private const double LeastShare = 0.15;

    /// <summary>Facts that two documents must share however small they are; chosen by hand.</summary>
    private const int LeastEqual = 5;

    /// <summary>Answers shorter than this many folded characters are shared by chance.</summary>
    private const int LeastCharacters = 12;

    /// <summary>Documents with one and the same answer that are compared: an answer that more of them share is a form's.</summary>
    private const int MostOwners = 20;

    /// <summary>Each document with the earlier one that shares most with it, where that is enough; in the order of the facts.</summary>
    /// <param name="facts">Imported ones have no title and are passed over.</param>
    public static IReadOnlyList<DocumentTwin> Find(IReadOnlyList<Fact> facts)
    {
        var documents = facts.Where(f => f.Source.Heading.Count > 0).GroupBy(f => f.Source.Document, StringComparer.Ordinal)
            .Select(g => new Texts(g.Key, [.. g])).Where(d => d.Title.Length > 0).ToList();
        var places = documents.Index().ToDictionary(d => d.Item.Path, d => d.Index, StringComparer.Ordinal);
        return documents.GroupBy(d => d.Title, StringComparer.Ordinal).SelectMany(OfOneTitle)
            .OrderBy(t => places[t.Second]).ToList();
    }

    private static IEnumerable<DocumentTwin> OfOneTitle(IEnumerable<Texts> documents)
    {
        var owners = new Dictionary<string, List<Texts>>(StringComparer.Ordinal);
        foreach (var document in documents)
        {
            var nearest = document.Answers.SelectMany(a => owners.GetValueOrDefault(a) ?? []).CountBy(o => o)
                .OrderByDescending(c => c.Value).Select(c => c.Key).FirstOrDefault();
            if (nearest is not null && Compare(nearest, document) is { } twin)
            {
                yield return twin;
            }

            foreach (var answer in document.Answers)
            {
                var list = owners.TryGetValue(answer, out var found) ? found : owners[answer] = [];
                if (list.Count < MostOwners)
                {
                    list.Add(document);
                }
            }
        }
    }

    private static DocumentTwin? Compare(Texts first, Texts second)
    {
        var equal = second.Answers.Count(first.Answers.Contains);
        if (equal < LeastEqual || equal < LeastShare * Math.Min(first.Answers.Count, second.Answers.Count))
        {
            return null;
        }

        var conflicts = second.ByQuestion.Count(q => first.ByQuestion.TryGetValue(q.Key, out var other) && other != q.Value);
        var isSame = equal == first.Answers.Count && equal == second.Answers.Count && conflicts == 0;
        return new(
            first.Path, second.Path, isSame ? DocumentTwin.Same : DocumentTwin.Versions,
            first.Answers.Count, second.Answers.Count, equal, conflicts);
    }

    /// <summary>What a document says, folded.</summary>
    private sealed class Texts
    {
        public Texts(string path, IReadOnlyList<Fact> facts)
        {
            var folded = facts.Select(f => (Question: Folding.Fold(f.Question), Answer: Folding.Fold(f.Answer))).ToList();
            Path = path;
            Title = string.Concat(Folding.Fold(facts[0].Source.Heading[0]).Where(char.IsLetter));
            Answers = folded.Select(f => f.Answer).Where(a => a.Length >= LeastCharacters).ToHashSet(StringComparer.Ordinal);
            ByQuestion = folded.GroupBy(f => f.Question, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.First().Answer, StringComparer.Ordinal);
        }

        public string Path { get; }

        /// <summary>Of its first heading the letters: a year or a version's number makes no other title.</summary>
        public string Title { get; }

        /// <summary>In no order that an output could show.</summary>
        public HashSet<string> Answers { get; }

        /// <summary>The first answer to each question.</summary>
        public Dictionary<string, string> ByQuestion { get; }
    }
}
