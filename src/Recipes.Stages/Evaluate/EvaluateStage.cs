using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Answers;
using Recipes.Stages.Select;

namespace Recipes.Stages.Evaluate;

/// <summary>What Evaluate depends on in the recipe.</summary>
/// <param name="Gates">In the order of the recipe.</param>
/// <param name="CannotTellWarns">True where a gate that cannot tell does not fail the verdict.</param>
/// <param name="Refusal">The recipe's refusal.</param>
/// <param name="Seed">Seeds the bootstrap.</param>
internal sealed record EvaluateStageSpec(IReadOnlyList<GateSpec> Gates, bool CannotTellWarns, string Refusal, long Seed);

/// <summary>What Evaluate reads.</summary>
internal sealed record EvaluateInput(
    IReadOnlyList<EvaluationItem> Test, AnswerSet Base, AnswerSet Tuned, Selection Selection)
{
    public static Handle<EvaluateInput> Of(
        Handle<IReadOnlyList<EvaluationItem>> test, Handle<AnswerSet> baseline, Handle<AnswerSet> tuned, Handle<Selection> selection) =>
        Graph.Join(test, baseline, tuned, selection).Map(x => new EvaluateInput(x.Item1, x.Item2, x.Item3, x.Item4));
}

/// <summary>Scores base and tuned model on the same items, once, and judges the gates by intervals.</summary>
internal sealed class EvaluateStage : IStage<EvaluateStageSpec, EvaluateInput, EvaluationOutcome>
{
    public StageId Id { get; } = new("evaluate", Version: 1);

    public EvaluationOutcome Run(EvaluateStageSpec spec, EvaluateInput input, StageContext context)
    {
        var baseline = Scoring.Of("base", input.Test, input.Base.Replies, spec.Refusal);
        var tuned = Scoring.Of("tuned", input.Test, input.Tuned.Replies, spec.Refusal);
        var gates = spec.Gates.Select(g => Gates.On(g, baseline, tuned, spec.Seed)).ToList();
        var summary = Summarize.Of(baseline, tuned, input.Test, spec.Seed) with
        {
            Verdict = VerdictOf(gates, spec.CannotTellWarns),
            Selected = input.Selection.Method,
            Gates = gates,
        };
        return new EvaluationOutcome(summary, [.. baseline, .. tuned]);
    }

    private static string VerdictOf(List<GateResult> gates, bool cannotTellWarns) =>
        gates.Exists(g => g.Outcome == "fails") ? "failed"
        : gates.Exists(g => g.Outcome == "cannot-tell") && !cannotTellWarns ? "cannot-tell"
        : "passed";
}
