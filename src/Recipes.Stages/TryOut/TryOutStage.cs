using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Answers;
using Recipes.Stages.Evaluate;

namespace Recipes.Stages.TryOut;

/// <summary>What a trial depends on in the recipe.</summary>
/// <param name="Method">The rung.</param>
/// <param name="Gates">In the order of the recipe.</param>
/// <param name="Refusal">The recipe's refusal.</param>
internal sealed record TrialSpec(string Method, IReadOnlyList<GateSpec> Gates, string Refusal);

/// <summary>What a trial reads.</summary>
internal sealed record TrialInput(IReadOnlyList<EvaluationItem> Dev, AnswerSet Base, AnswerSet Tuned)
{
    public static Handle<TrialInput> Of(Handle<IReadOnlyList<EvaluationItem>> dev, Handle<AnswerSet> baseline, Handle<AnswerSet> tuned) =>
        Graph.Join(dev, baseline, tuned).Map(x => new TrialInput(x.Item1, x.Item2, x.Item3));
}

/// <summary>Judges a rung on dev by point estimates; intervals are for test.</summary>
internal sealed class TryOutStage : IStage<TrialSpec, TrialInput, Trial>
{
    public StageId Id { get; } = new("try-out", Version: 1);

    public Trial Run(TrialSpec spec, TrialInput input, StageContext context)
    {
        if (input.Tuned.Skipped)
        {
            return new Trial { Method = spec.Method, Skipped = true };
        }

        var baseline = Scoring.Of("base", input.Dev, input.Base.Replies, spec.Refusal);
        var tuned = Scoring.Of("tuned", input.Dev, input.Tuned.Replies, spec.Refusal);
        var gates = spec.Gates.Select(g => (Spec: g, Result: Judge(g, baseline, tuned))).ToList();
        var trial = new Trial
        {
            Method = spec.Method,
            Skipped = false,
            Passed = gates.TrueForAll(g => g.Result.Holds),
            ForgotNothing = gates.TrueForAll(g => g.Spec.Kind != GateKind.NonInferior || g.Result.Holds),
            Domain = Metric.Named("domain").Value(tuned),
            Gates = gates.Select(g => g.Result).ToList(),
        };
        context.Emit(new NoteEvent($"{spec.Method} on dev: {string.Join(" · ", trial.Gates.Select(Describe))}") { Node = context.Node });
        return trial;
    }

    private static TrialGate Judge(GateSpec gate, IReadOnlyList<ItemResult> baseline, IReadOnlyList<ItemResult> tuned)
    {
        var metric = Metric.Named(gate.Metric);
        var value = metric.Value(tuned);
        var difference = value - metric.Value(baseline);
        return gate.Kind switch
        {
            GateKind.AtLeast => new(gate.Text, value, value >= gate.Number),
            GateKind.BetterThan => new(gate.Text, difference, difference > 0),
            _ => new(gate.Text, difference, difference > -gate.Number),
        };
    }

    private static string Describe(TrialGate gate) =>
        $"{gate.Gate}: {(gate.Value is { } v ? v.ToString("0.000", CultureInfo.InvariantCulture) : "not measured")} {(gate.Holds ? "holds" : "fails")}";
}
