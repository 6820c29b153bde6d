using Recipes.Core;
using Recipes.Text.Similarity;

namespace Recipes.Stages.Dedupe;

/// <summary>The recipe's guards: facts that look alike and yet both stay.</summary>
internal sealed class FactGuards(IReadOnlyList<Fact> facts, DedupeSpec spec)
{
    /// <summary>True where no guard keeps the two apart.</summary>
    public bool MayMerge(int a, int b) =>
        !(spec.KeepIfNumbersDiffer && Guards.NumbersDiffer(Text(a), Text(b)))
        && !(spec.KeepIfNegationDiffers && Guards.NegationDiffers(Text(a), Text(b)))
        && !(spec.KeepIfClauseDiffers && Guards.ClauseDiffers(Text(a), Text(b)));

    private string Text(int index) => $"{facts[index].Question}\n{facts[index].Answer}";
}
