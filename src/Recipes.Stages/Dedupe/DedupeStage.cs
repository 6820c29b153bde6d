using Recipes.Core;
using Recipes.Engine;
using Recipes.Text.Similarity;

namespace Recipes.Stages.Dedupe;

/// <summary>Leaves out facts that repeat a kept one; the first in document order wins. What two versions of one text say
/// differently stays apart, and the versions are reported.</summary>
internal sealed class DedupeStage : IStage<DedupeSpec, IReadOnlyList<Fact>, FactSet>
{
    public StageId Id { get; } = new("dedupe", Version: 2);

    public FactSet Run(DedupeSpec spec, IReadOnlyList<Fact> facts, StageContext context)
    {
        var folded = facts.Select(f => Folding.Fold($"{f.Question}\n{f.Answer}")).ToList();
        var guards = facts.Select(f => Guards.Key(
            $"{f.Question}\n{f.Answer}", spec.KeepIfNumbersDiffer, spec.KeepIfNegationDiffers, spec.KeepIfClauseDiffers));
        var twins = NearDuplicates.KeptTwins(folded, spec.Threshold, spec.Shingle, [.. guards]);

        var documents = DocumentTwins.Find(facts);
        var versions = documents.Where(d => d.Relation == DocumentTwin.Versions).Select(d => (d.First, d.Second)).ToHashSet();
        var kept = new List<Fact>();
        var drops = new List<Drop>();
        for (var i = 0; i < facts.Count; i++)
        {
            if (twins[i] is not { } twin || (folded[i] != folded[twin.Index] && AreVersions(facts[i], facts[twin.Index])))
            {
                kept.Add(facts[i]);
                continue;
            }

            drops.Add(new Drop
            {
                Stage = "dedupe",
                Id = facts[i].Id,
                Reason = folded[i] == folded[twin.Index] ? DropReason.ExactDuplicate : DropReason.NearDuplicate,
                Kept = facts[twin.Index].Id,
                Detail = $"similarity {twin.Similarity.ToString("0.000", CultureInfo.InvariantCulture)}",
            });
        }

        foreach (var twin in documents)
        {
            context.Emit(new WarningEvent(ProblemOf(twin)) { Node = context.Node });
        }

        return new FactSet(kept, drops, documents);

        bool AreVersions(Fact a, Fact b) =>
            versions.Contains((a.Source.Document, b.Source.Document)) || versions.Contains((b.Source.Document, a.Source.Document));
    }

    private static Problem ProblemOf(DocumentTwin twin) => twin.Relation == DocumentTwin.Same
        ? new()
        {
            Code = "RCP4021",
            File = twin.Second,
            Fact = $"it says what {twin.First} says: all of its {Count(twin.SecondFacts)} facts are the same",
            Remedy = "leave one of the two out of sources",
        }
        : new()
        {
            Code = "RCP4020",
            File = twin.Second,
            Fact = $"it and {twin.First} are two versions of one text: {Count(twin.EqualFacts)} of its {Count(twin.SecondFacts)} facts are "
                + $"the same, {Count(twin.Conflicts)} questions have two answers",
            Remedy = "leave the version that is not in force out of sources; else both answers are taught",
        };

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
