using Recipes.Core;
using Recipes.Stages.Items;
using Recipes.Text.Similarity;

namespace Recipes.Stages.Mix;

/// <summary>What was compared with the training rows: <c>leak-check.json</c> has one of each evaluation set.</summary>
/// <param name="Set">The subset of the score, or <c>withheld evidence</c>.</param>
/// <param name="Items">Its items, or facts.</param>
/// <param name="Rows">Training rows they were compared with.</param>
/// <param name="Leaks">Of the items, those that a row gives away; any ends the run.</param>
internal sealed record LeakCount(string Set, int Items, int Rows, int Leaks);

/// <summary>Nothing that is asked for the score may stand in the training data; a leak ends the run with exit code 2.</summary>
/// <remarks>Design, section 7: (a) dealt questions against training questions of other facts, (b) inputs of items against
/// inputs of training rows, (c) evidence of withheld facts inside training rows.</remarks>
internal static class LeakCheck
{
    /// <summary>Evidence shorter than this many folded characters is too common to prove anything (design, section 7).</summary>
    private const int LeastEvidence = 12;

    private const int MostNamed = 20;
    private const string WithheldEvidence = "withheld evidence";

    /// <summary>Counts what was compared, a set of items each.</summary>
    /// <exception cref="RecipeException">At least one leak; up to 20 are named, the others counted.</exception>
    public static IReadOnlyList<LeakCount> Require(MixtureInput input, MixtureSpec spec)
    {
        var checks = new List<Check> { Questions(input, spec), Inputs(input, spec), Evidence(input) };
        var counts = checks.SelectMany(c => c.Sets.CountBy(s => s).Select(set => new LeakCount(
                set.Key, set.Value, c.Rows, c.Leaks.Where(l => l.Set == set.Key).Select(l => l.Item).Distinct().Count())))
            .OrderBy(c => c.Set, StringComparer.Ordinal).ToList();
        var leaks = checks.SelectMany(c => c.Leaks).ToList();
        if (leaks.Count == 0)
        {
            return counts;
        }

        var problems = leaks.Take(MostNamed).Select(l => Problem(l.Fact)).ToList();
        if (leaks.Count > MostNamed)
        {
            problems.Add(Problem($"{leaks.Count - MostNamed} more leak: "
                + string.Join(", ", counts.Where(c => c.Leaks > 0).Select(c => $"{c.Leaks} of {c.Items} in {c.Set}")) + " in all"));
        }

        throw new RecipeException(2, problems);
    }

    private static Check Questions(MixtureInput input, MixtureSpec spec)
    {
        var asked = input.Items.Where(i => i.Fact is not null && !i.Tags.Contains("verbatim") && i.Dimension == "domain").ToList();
        var taught = input.Phrased.Pairs.Where(p => p.Fact.Length > 0 && p.Question is not null).ToList();
        var twins = NearDuplicates.Matches(
            asked.Select(i => Folding.Fold(i.Input ?? "")).ToList(),
            taught.Select(p => Folding.Fold(p.Question ?? "")).ToList(),
            spec.Dedupe.Threshold,
            spec.Dedupe.Shingle,
            (i, p) => taught[p].Fact != asked[i].Fact && Same(asked[i].Input ?? "", taught[p].Question ?? "", spec.Dedupe));
        return new([.. asked.Select(Subset.Of)], taught.Count, [.. Found(asked, twins).Select(x => new Leak(
            Subset.Of(x.Item),
            x.Item.Id,
            $"the question “{x.Item.Input}” of the score is {Percent(x.Twin.Similarity)} the training question “{taught[x.Twin.Index].Question}” of another fact"))]);
    }

    private static Check Inputs(MixtureInput input, MixtureSpec spec)
    {
        var asked = input.Items.Where(i => i.Fact is null && TextOf(i).Length > 0).ToList();
        var rows = input.Phrased.Pairs.Concat(input.General).Where(p => InputOf(p).Length > 0).ToList();
        var leaks = NGramOverlap.Leaks(
            asked.Select(i => Folding.Fold(TextOf(i))).ToList(),
            rows.Select(p => Folding.Fold(InputOf(p))).ToList(),
            spec.Dedupe.Threshold);
        return new([.. asked.Select(Subset.Of)], rows.Count, [.. Found(asked, leaks).Select(x => new Leak(
            Subset.Of(x.Item),
            x.Item.Id,
            $"the input “{TextOf(x.Item)}” of item {x.Item.Id} is {Percent(x.Twin.Similarity)} the input “{InputOf(rows[x.Twin.Index])}” of a training row"))]);
    }

    private static Check Evidence(MixtureInput input)
    {
        var withheld = input.Phrased.Withheld.Where(w => w.Folded.Length >= LeastEvidence).ToList();
        var rows = withheld.Count == 0 ? [] : input.Phrased.Pairs.Concat(input.General).ToList();
        var leaks = new List<Leak>();
        foreach (var pair in rows)
        {
            var text = Folding.Fold(string.Join('\n', pair.Conversation(null).Select(m => m.Content)));
            leaks.AddRange(withheld.Where(w => text.Contains(w.Folded, StringComparison.Ordinal)).Select(w => new Leak(
                WithheldEvidence, w.Fact, $"a training row holds the evidence “{w.Folded}” of fact {w.Fact}, which is withheld")));
        }

        return new([.. withheld.Select(_ => WithheldEvidence)], rows.Count, leaks);
    }

    private static IEnumerable<(EvaluationItem Item, Twin Twin)> Found(List<EvaluationItem> asked, IReadOnlyList<Twin?> twins)
    {
        for (var i = 0; i < asked.Count; i++)
        {
            if (twins[i] is { } twin)
            {
                yield return (asked[i], twin);
            }
        }
    }

    /// <summary>The text without the prompt, where the item says it; else all that it asks.</summary>
    private static string TextOf(EvaluationItem item) =>
        !string.IsNullOrEmpty(item.Input) ? item.Input : item.Prompt ?? (item.Messages is { Count: > 0 } turns ? turns[^1].Content : "");

    private static string InputOf(QaPair pair) => pair.Input ?? (pair.Kind == PairKind.General ? "" : pair.Question ?? "");

    private static bool Same(string a, string b, DedupeSpec dedupe) =>
        !(dedupe.KeepIfNumbersDiffer && Guards.NumbersDiffer(a, b))
        && !(dedupe.KeepIfNegationDiffers && Guards.NegationDiffers(a, b))
        && !(dedupe.KeepIfClauseDiffers && Guards.ClauseDiffers(a, b));

    private static string Percent(double similarity) => similarity.ToString("P0", CultureInfo.InvariantCulture) + " like";

    private static Problem Problem(string fact) => new()
    {
        Code = "RCP4010",
        Fact = fact,
        Remedy = "remove one of the two, or give both one `group`; the score would otherwise measure memory",
    };

    /// <param name="Sets">The set of each item.</param>
    /// <param name="Rows">Rows it was compared with.</param>
    /// <param name="Leaks">What was found.</param>
    private sealed record Check(IReadOnlyList<string> Sets, int Rows, IReadOnlyList<Leak> Leaks);

    private sealed record Leak(string Set, string Item, string Fact);
}
