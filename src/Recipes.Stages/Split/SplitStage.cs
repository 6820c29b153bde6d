using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Stages.Split;

/// <summary>Decides which facts are taught, which are kept for the score, and which are left out.</summary>
/// <remarks>Inputs: the deduplicated facts and the length of each answer in tokens (characters without a tokenizer).
/// Every choice is a hash of (group, seed): adding a document moves no other fact.</remarks>
internal sealed class SplitStage : IStage<SplitSpec, (IReadOnlyList<Fact> Facts, IAnswerLength Length), FactSplit>
{
    /// <summary>Share of groups that validate where the task generalizes (design, section 7).</summary>
    private const double ValidationShare = 0.05;

    public StageId Id { get; } = new("split", Version: 1);

    public FactSplit Run(SplitSpec spec, (IReadOnlyList<Fact> Facts, IAnswerLength Length) input, StageContext context)
    {
        var drops = new List<Drop>();
        var eligible = input.Facts.Where(f => Eligible(f, spec, input.Length, drops)).ToList();
        var names = Groups.Of(eligible, spec);
        var groups = eligible.Zip(names, (fact, group) => (Fact: fact, Group: group))
            .GroupBy(x => x.Group, x => x.Fact, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);

        var dealt = new List<DealtFact>();
        var candidates = new List<string>();
        foreach (var group in groups.Keys.Order(StringComparer.Ordinal))
        {
            var role = RoleOf(group, spec);
            if (role == FactRole.Taught)
            {
                candidates.Add(group);
            }
            else
            {
                dealt.AddRange(groups[group].Select(f => new DealtFact(f, group, role)));
            }
        }

        var taught = Spread.Choose(candidates, groups, spec.Pairs, spec.Seed);
        foreach (var group in candidates)
        {
            var facts = groups[group];
            if (taught.Contains(group))
            {
                dealt.AddRange(facts.Select(f => new DealtFact(f, group, FactRole.Taught)));
            }
            else
            {
                drops.AddRange(facts.Select(f => new Drop { Stage = "split", Id = f.Id, Reason = DropReason.OverBudget, Detail = $"extract.pairs is {spec.Pairs}" }));
            }
        }

        Warn(spec, dealt.Count(d => d.Role == FactRole.Taught), context);
        return new FactSplit(dealt.OrderBy(d => d.Fact.Id, StringComparer.Ordinal).ToList(), drops);
    }

    private static bool Eligible(Fact fact, SplitSpec spec, IAnswerLength length, List<Drop> drops)
    {
        if (fact.Messages is null && string.IsNullOrWhiteSpace(fact.Answer))
        {
            drops.Add(new Drop { Stage = "split", Id = fact.Id, Reason = DropReason.EmptyAnswer });
            return false;
        }

        if (spec.AnswerTokens is { } most && length.Of(fact.Answer) is var tokens && tokens > most)
        {
            drops.Add(new Drop { Stage = "split", Id = fact.Id, Reason = DropReason.AnswerTooLong, Detail = $"{tokens} {length.Unit}, extract.answer-tokens is {most}" });
            return false;
        }

        return true;
    }

    private static FactRole RoleOf(string group, SplitSpec spec)
    {
        var seed = spec.Seed.ToString(CultureInfo.InvariantCulture);
        if (ContentId.Fraction("withhold", group, seed) < spec.Withhold)
        {
            return FactRole.Withheld;
        }

        var at = ContentId.Fraction("deal", group, seed);
        return !spec.Generalizes ? FactRole.Taught
            : at < ValidationShare ? FactRole.Validation
            : at < ValidationShare + spec.Heldout ? FactRole.Heldout
            : FactRole.Taught;
    }

    private static void Warn(SplitSpec spec, int taught, StageContext context)
    {
        if (taught < spec.Pairs)
        {
            context.Emit(new WarningEvent($"{taught} facts can be taught, extract.pairs asks for {spec.Pairs}: add documents, or lower it") { Node = context.Node });
        }
    }
}
