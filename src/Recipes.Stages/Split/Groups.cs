using Recipes.Core;
using Recipes.Text.Similarity;

namespace Recipes.Stages.Split;

/// <summary>Connected components of facts that must not be torn apart between teaching and testing: their ranges overlap,
/// their evidence is nearly the same, the import says so, or a pair of confusable terms joins them.</summary>
internal static class Groups
{
    /// <summary>The group of each fact, named after the smallest fact id in it, so that adding a document renames no group
    /// it does not touch.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<Fact> facts, SplitSpec spec)
    {
        var parent = Enumerable.Range(0, facts.Count).ToArray();
        JoinOverlaps(facts, parent);
        JoinSimilar(facts, spec, parent);
        JoinEqual(facts, parent, f => f.Group);
        JoinConfusable(facts, spec.Contrast, parent);

        var name = new Dictionary<int, string>();
        for (var i = 0; i < facts.Count; i++)
        {
            var root = Root(parent, i);
            var best = name.GetValueOrDefault(root, facts[i].Id);
            name[root] = string.CompareOrdinal(facts[i].Id, best) < 0 ? facts[i].Id : best;
        }

        return Enumerable.Range(0, facts.Count).Select(i => name[Root(parent, i)]).ToList();
    }

    private static void JoinOverlaps(IReadOnlyList<Fact> facts, int[] parent)
    {
        var byDocument = Enumerable.Range(0, facts.Count)
            .Where(i => facts[i].Source.Text.Length > 0 && facts[i].Source.End > facts[i].Source.Start)
            .GroupBy(i => (facts[i].Source.Document, facts[i].Source.Text));
        foreach (var document in byDocument)
        {
            var (end, last) = (-1, -1);
            foreach (var i in document.OrderBy(i => facts[i].Source.Start).ThenBy(i => i))
            {
                if (facts[i].Source.Start < end)
                {
                    Join(parent, i, last);
                }

                if (facts[i].Source.End > end)
                {
                    (end, last) = (facts[i].Source.End, i);
                }
            }
        }
    }

    private static void JoinSimilar(IReadOnlyList<Fact> facts, SplitSpec spec, int[] parent)
    {
        var folded = facts.Select(f => Folding.Fold(f.Evidence)).ToList();
        var twins = NearDuplicates.KeptTwins(folded, spec.Threshold, spec.Shingle, (_, _) => true);
        for (var i = 0; i < facts.Count; i++)
        {
            if (twins[i] is { } twin)
            {
                Join(parent, i, twin.Index);
            }
        }
    }

    private static void JoinEqual(IReadOnlyList<Fact> facts, int[] parent, Func<Fact, string> key)
    {
        foreach (var group in Enumerable.Range(0, facts.Count).Where(i => key(facts[i]).Length > 0).GroupBy(i => key(facts[i]), StringComparer.Ordinal))
        {
            var first = group.First();
            foreach (var i in group)
            {
                Join(parent, i, first);
            }
        }
    }

    private static void JoinConfusable(IReadOnlyList<Fact> facts, IReadOnlyList<IReadOnlyList<string>> contrast, int[] parent)
    {
        foreach (var (a, b, _, _) in Confusables.Of(facts, contrast))
        {
            Join(parent, a, b);
        }
    }

    private static void Join(int[] parent, int a, int b) => parent[Root(parent, a)] = Root(parent, b);

    private static int Root(int[] parent, int i)
    {
        while (parent[i] != i)
        {
            parent[i] = parent[parent[i]]; // halves the path, so that later look-ups are short
            i = parent[i];
        }

        return i;
    }
}
