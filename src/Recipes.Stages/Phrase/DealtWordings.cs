using Recipes.Core;
using Recipes.Stages.Split;
using Recipes.Text.Similarity;

namespace Recipes.Stages.Phrase;

/// <summary>A question with the family of its wording.</summary>
internal sealed record Wording(string Family, string Question);

/// <summary>The wordings of one fact, dealt.</summary>
internal sealed record DealtWordings
{
    public IReadOnlyList<Wording> Train { get; init; } = [];

    public IReadOnlyList<Wording> Validation { get; init; } = [];

    /// <summary>Questions of the score with their subset.</summary>
    public IReadOnlyList<(string Subset, string Question)> Asked { get; init; } = [];

    /// <summary>Deals by the fact's role.</summary>
    /// <param name="dealt">The fact.</param>
    /// <param name="spec">See there.</param>
    /// <param name="drops">Receives a drop for each wording left out.</param>
    public static DealtWordings Of(DealtFact dealt, PhraseSpec spec, List<Drop> drops)
    {
        var wordings = Different(dealt.Fact, spec, drops);
        return dealt.Role switch
        {
            FactRole.Validation => new() { Validation = wordings },
            FactRole.Heldout => new() { Asked = [("heldout", wordings[0].Question)] },
            FactRole.Withheld => new() { Asked = [("withheld", wordings[0].Question)] },
            _ when spec.Generalizes => new() { Train = wordings, Asked = [("verbatim", wordings[0].Question)] },
            _ => Deal(dealt.Fact, wordings, spec, drops),
        };
    }

    /// <summary>One wording to validation, one to the score, the rest to training, in an order that a hash of the fact gives,
    /// so that every family teaches some facts and asks about others.</summary>
    private static DealtWordings Deal(Fact fact, IReadOnlyList<Wording> wordings, PhraseSpec spec, List<Drop> drops)
    {
        var salt = spec.Seed.ToString(CultureInfo.InvariantCulture);
        var order = wordings.OrderBy(w => ContentId.Digest(fact.Id, w.Family, salt), StringComparer.Ordinal).ToList();
        foreach (var held in new[] { 2, 1 })
        {
            var aside = order.Take(held).ToList();
            var train = order.Skip(held).Where(w => !aside.Exists(a => TooClose(w, a, spec))).ToList();
            if (train.Count == 0)
            {
                continue; // so few or so similar wordings that holding back would teach nothing
            }

            drops.AddRange(order.Skip(held).Except(train).Select(w => new Drop
            {
                Stage = "phrase", Id = fact.Id, Reason = DropReason.WordingTooClose, Detail = $"{w.Family}: {w.Question}",
            }));
            return new()
            {
                Train = train,
                Validation = held == 2 ? [aside[1]] : [],
                Asked = [("rephrased", aside[0].Question), ("verbatim", train[0].Question)],
            };
        }

        return new() { Train = order, Asked = [("verbatim", order[0].Question)] };
    }

    private static List<Wording> Different(Fact fact, PhraseSpec spec, List<Drop> drops)
    {
        if (fact.Messages is { } turns)
        {
            return [new("conversation", turns.LastOrDefault(t => t.Role == "user")?.Content ?? fact.Question)];
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var different = new List<Wording>();
        foreach (var (family, question) in Frames.Of(fact, spec.Wordings))
        {
            if (seen.Add(Folding.Fold(question)))
            {
                different.Add(new(family, question));
            }
            else
            {
                drops.Add(new Drop { Stage = "phrase", Id = fact.Id, Reason = DropReason.WordingRepeated, Detail = $"{family}: {question}" });
            }
        }

        return different;
    }

    private static bool TooClose(Wording a, Wording b, PhraseSpec spec) =>
        Shingles.Jaccard(Folding.Fold(a.Question), Folding.Fold(b.Question), spec.Shingle) >= spec.Threshold;
}
