using Recipes.Core;
using Recipes.Engine;
using Recipes.Text.Similarity;

namespace Recipes.Stages.Dedupe;

/// <summary>Leaves out facts that repeat a kept one; the first in document order wins.</summary>
internal sealed class DedupeStage : IStage<DedupeSpec, IReadOnlyList<Fact>, FactSet>
{
    public StageId Id { get; } = new("dedupe", Version: 1);

    public FactSet Run(DedupeSpec spec, IReadOnlyList<Fact> facts, StageContext context)
    {
        var folded = facts.Select(f => Folding.Fold($"{f.Question}\n{f.Answer}")).ToList();
        var guards = facts.Select(f => Guards.Key(
            $"{f.Question}\n{f.Answer}", spec.KeepIfNumbersDiffer, spec.KeepIfNegationDiffers, spec.KeepIfClauseDiffers));
        var twins = NearDuplicates.KeptTwins(folded, spec.Threshold, spec.Shingle, [.. guards]);

        var kept = new List<Fact>();
        var drops = new List<Drop>();
        for (var i = 0; i < facts.Count; i++)
        {
            if (twins[i] is not { } twin)
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

        return new FactSet(kept, drops);
    }
}
