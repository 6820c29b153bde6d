using Recipes.Core;
using Recipes.Text.Similarity;

namespace Recipes.Stages.Mix;

/// <summary>Nothing that is asked for the score may stand in the training data; a leak ends the run with exit code 2.</summary>
/// <remarks>Design, section 7: (a) dealt questions against training questions of other facts, (b) inputs of items against
/// inputs of training rows, (c) evidence of withheld facts inside training rows.</remarks>
internal static class LeakCheck
{
    /// <summary>Evidence shorter than this many folded characters is too common to prove anything (design, section 7).</summary>
    private const int LeastEvidence = 12;

    /// <summary>5-grams that more evaluation items share belong to their prompt (design, section 7).</summary>
    private const int MostSharing = 5;

    /// <exception cref="RecipeException">At least one leak; up to 20 are named.</exception>
    public static void Require(MixtureInput input, MixtureSpec spec)
    {
        var problems = Questions(input, spec).Concat(Inputs(input, spec)).Concat(Evidence(input)).Take(20).ToList();
        if (problems.Count > 0)
        {
            throw new RecipeException(2, problems);
        }
    }

    private static IEnumerable<Problem> Questions(MixtureInput input, MixtureSpec spec)
    {
        var asked = input.Items.Where(i => i.Fact is not null && !i.Tags.Contains("verbatim") && i.Dimension == "domain").ToList();
        var taught = input.Phrased.Pairs.Where(p => p.Fact.Length > 0 && p.Question is not null).ToList();
        var near = SimilarityJoin.Of(
            asked.Select(i => Folding.Fold(i.Input ?? "")).ToList(),
            taught.Select(p => Folding.Fold(p.Question ?? "")).ToList(),
            spec.Dedupe.Threshold,
            spec.Dedupe.Shingle);
        foreach (var (left, right, similarity) in near)
        {
            var (item, pair) = (asked[left], taught[right]);
            if (pair.Fact != item.Fact && Same(item.Input ?? "", pair.Question ?? "", spec.Dedupe))
            {
                yield return Leak($"the question “{item.Input}” of the score is {Percent(similarity)} the training question “{pair.Question}” of another fact");
            }
        }
    }

    private static IEnumerable<Problem> Inputs(MixtureInput input, MixtureSpec spec)
    {
        var asked = input.Items.Where(i => i.Fact is null && !string.IsNullOrEmpty(i.Input)).ToList();
        var rows = input.Phrased.Pairs.Concat(input.General).Where(p => InputOf(p).Length > 0).ToList();
        var near = NGramOverlap.Leaks(
            asked.Select(i => Folding.Fold(i.Input ?? "")).ToList(),
            rows.Select(p => Folding.Fold(InputOf(p))).ToList(),
            spec.Dedupe.Threshold,
            spec.Dedupe.Shingle,
            MostSharing);
        foreach (var (left, right, similarity) in near)
        {
            yield return Leak($"the input “{asked[left].Input}” of item {asked[left].Id} is {Percent(similarity)} the input “{InputOf(rows[right])}” of a training row");
        }
    }

    private static IEnumerable<Problem> Evidence(MixtureInput input)
    {
        var withheld = input.Phrased.Withheld.Where(w => w.Folded.Length >= LeastEvidence).ToList();
        if (withheld.Count == 0)
        {
            yield break;
        }

        foreach (var pair in input.Phrased.Pairs.Concat(input.General))
        {
            var text = Folding.Fold(string.Join('\n', pair.Conversation(null).Select(m => m.Content)));
            foreach (var fact in withheld.Where(w => text.Contains(w.Folded, StringComparison.Ordinal)))
            {
                yield return Leak($"a training row holds the evidence “{fact.Folded}” of fact {fact.Fact}, which is withheld");
            }
        }
    }

    private static string InputOf(QaPair pair) => pair.Input ?? (pair.Kind == PairKind.General ? "" : pair.Question ?? "");

    private static bool Same(string a, string b, DedupeSpec dedupe) =>
        !(dedupe.KeepIfNumbersDiffer && Guards.NumbersDiffer(a, b))
        && !(dedupe.KeepIfNegationDiffers && Guards.NegationDiffers(a, b))
        && !(dedupe.KeepIfClauseDiffers && Guards.ClauseDiffers(a, b));

    private static string Percent(double similarity) => similarity.ToString("P0", CultureInfo.InvariantCulture) + " like";

    private static Problem Leak(string fact) => new()
    {
        Code = "RCP4010",
        Fact = fact,
        Remedy = "remove one of the two, or give both one `group`; the score would otherwise measure memory",
    };
}
