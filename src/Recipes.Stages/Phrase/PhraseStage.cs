using System.Text.Json;
using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Split;
using Recipes.Text.Similarity;

namespace Recipes.Stages.Phrase;

/// <summary>Gives every fact its wordings and deals them: one to validation, one to the score, the rest to training.</summary>
internal sealed class PhraseStage : IStage<PhraseSpec, FactSplit, Phrased>
{
    public StageId Id { get; } = new("phrase", Version: 1);

    public Phrased Run(PhraseSpec spec, FactSplit input, StageContext context)
    {
        var pairs = new List<QaPair>();
        var validation = new List<QaPair>();
        var items = new List<EvaluationItem>();
        var drops = new List<Drop>();
        foreach (var dealt in input.Facts)
        {
            var hand = DealtWordings.Of(dealt, spec, drops);
            pairs.AddRange(hand.Train.Select(w => Pair(dealt.Fact, w, PairKind.Knowledge, spec)));
            validation.AddRange(hand.Validation.Select(w => Pair(dealt.Fact, w, PairKind.Knowledge, spec)));
            items.AddRange(hand.Asked.Select(a => Item(dealt, a.Subset, a.Question, spec)));
        }

        var contrast = ContrastPairs.Of(input.Facts, spec.Contrast);
        pairs.AddRange(contrast.Where(c => !c.Asked).Select(c => Pair(c.Fact.Fact, c.Wording, PairKind.Contrast, spec)));
        items.AddRange(contrast.Where(c => c.Asked).Select(c => Item(c.Fact, "contrast", c.Wording.Question, spec) with { Dimension = "contrast" }));
        pairs.AddRange(Refusals.Of(input.Facts.Select(f => f.Fact).ToList(), spec.Seed).Select(q => RefusalPair(q, spec)));
        return new Phrased
        {
            Pairs = InOrder(pairs),
            Validation = InOrder(validation),
            Items = items.OrderBy(i => i.Id, StringComparer.Ordinal).ToList(),
            Drops = drops,
            Withheld = input.Facts.Where(f => f.Role == FactRole.Withheld)
                .Select(f => new WithheldEvidence(f.Fact.Id, Folding.Fold(f.Fact.Evidence)))
                .ToList(),
        };
    }

    private static List<QaPair> InOrder(List<QaPair> pairs) =>
        pairs.DistinctBy(p => p.Id, StringComparer.Ordinal).OrderBy(p => p.Id, StringComparer.Ordinal).ToList();

    private static QaPair Pair(Fact fact, Wording wording, PairKind kind, PhraseSpec spec) => new()
    {
        Id = ContentId.Of(fact.Id, wording.Question, fact.Answer, kind.ToString()),
        Fact = fact.Id,
        Wording = wording.Family,
        Question = fact.Messages is null ? wording.Question : null,
        Answer = fact.Messages is null ? fact.Answer : null,
        Messages = fact.Messages,
        Kind = kind,
        Generator = new PairGenerator { Name = fact.Source.Text.Length > 0 ? "outline" : "import", Prompt = wording.Family, Seed = spec.Seed },
    };

    private static QaPair RefusalPair(string question, PhraseSpec spec) => new()
    {
        Id = ContentId.Of(question, spec.Refusal, nameof(PairKind.Refusal)),
        Wording = "refusal",
        Question = question,
        Answer = spec.Refusal,
        Kind = PairKind.Refusal,
        Generator = new PairGenerator { Name = "outline", Prompt = "refusal", Seed = spec.Seed },
    };

    private static EvaluationItem Item(DealtFact dealt, string subset, string question, PhraseSpec spec)
    {
        var refuses = dealt.Role == FactRole.Withheld;
        var gold = dealt.Fact.Messages is { } turns ? turns[^1].Content : dealt.Fact.Answer;
        return new EvaluationItem
        {
            Id = $"{subset}/{dealt.Fact.Id}/{ContentId.Of(question)[..6]}",
            Dimension = "domain",
            Prompt = dealt.Fact.Messages is null ? question : null,
            Messages = dealt.Fact.Messages?.SkipLast(1).ToList(),
            Input = question,
            Gold = JsonSerializer.SerializeToElement(refuses ? spec.Refusal : gold, JsonLines.Options),
            Scorer = refuses ? "refusal" : "contains",
            Fact = dealt.Fact.Id,
            Group = dealt.Group,
            Cluster = dealt.Group,
            Tags = ["dealt", subset],
        };
    }
}
