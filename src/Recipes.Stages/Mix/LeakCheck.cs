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
        var twins = NearDuplicates.Matches(
            asked.Select(i => Folding.Fold(i.Input ?? "")).ToList(),
            taught.Select(p => Folding.Fold(p.Question ?? "")).ToList(),
            spec.Dedupe.Threshold,
            spec.Dedupe.Shingle,
            (i, p) => taught[p].Fact != asked[i].Fact && Same(asked[i].Input ?? "", taught[p].Question ?? "", spec.Dedupe));
        return asked.Zip(twins).Where(x => x.Second is not null).Select(x => Leak(
            $"the question “{x.First.Input}” of the score is {Percent(x.Second!.Value.Similarity)} the training question “{taught[x.Second.Value.Index].Question}” of another fact")); // not null: filtered
    }

    private static IEnumerable<Problem> Inputs(MixtureInput input, MixtureSpec spec)
    {
        var asked = input.Items.Where(i => i.Fact is null && !string.IsNullOrEmpty(i.Input)).ToList();
        var rows = input.Phrased.Pairs.Concat(input.General).Where(p => InputOf(p).Length > 0).ToList();
        var leaks = NGramOverlap.Leaks(
            asked.Select(i => Folding.Fold(i.Input ?? "")).ToList(),
            rows.Select(p => Folding.Fold(InputOf(p))).ToList(),
            spec.Dedupe.Threshold);
        return asked.Zip(leaks).Where(x => x.Second is not null).Select(x => Leak(
            $"the input “{x.First.Input}” of item {x.First.Id} is {Percent(x.Second!.Value.Similarity)} the input “{InputOf(rows[x.Second.Value.Index])}” of a training row")); // not null: filtered
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
