using Recipes.Core;
using Recipes.Text.Statistics;

namespace Recipes.Stages.Evaluate;

/// <summary>Judges the recipe's gates on test by intervals; a gate of which nothing was measured cannot tell.</summary>
internal static class Gates
{
    public static GateResult On(GateSpec gate, IReadOnlyList<ItemResult> baseline, IReadOnlyList<ItemResult> tuned, long seed)
    {
        var metric = Metric.Named(gate.Metric);
        if (gate.Kind == GateKind.AtLeast)
        {
            var strata = Strata.Of(metric, tuned);
            return strata.Count == 0 ? NotMeasured(gate) : Result(gate, GateJudge.AtLeast(strata, gate.Number, (ulong)seed));
        }

        var paired = Strata.Of(metric, tuned, baseline);
        return paired.Count == 0 ? NotMeasured(gate)
            : gate.Kind == GateKind.BetterThan ? Result(gate, GateJudge.BetterThan(paired, (ulong)seed))
            : Result(gate, GateJudge.NonInferior(paired, gate.Number, (ulong)seed));
    }

    /// <summary>holds, fails or cannot-tell.</summary>
    public static string Name(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Holds => "holds",
        GateOutcome.Fails => "fails",
        _ => "cannot-tell",
    };

    private static GateResult NotMeasured(GateSpec gate) => new(gate.Text, null, null, null, "cannot-tell");

    private static GateResult Result(GateSpec gate, GateDecision decision) =>
        new(gate.Text, decision.Value, decision.Bounds?.Low, decision.Bounds?.High, Name(decision.Outcome));
}
