using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.ChooseMethod;
using Recipes.Stages.Evaluate;
using Recipes.Stages.Mix;
using Recipes.Stages.TryOut;

namespace Recipes.Stages.Report;

/// <summary>What the report depends on in the recipe.</summary>
internal sealed record ReportStageSpec(string Name, string Description, string Language);

/// <summary>What the report reads; <see cref="Mix"/> is null for a model trained from scratch.</summary>
internal sealed record ReportInput(
    EvaluationOutcome Outcome,
    MixStats Mix,
    Choice Choice,
    IReadOnlyList<Trial> Trials,
    string TrainingLog,
    IReadOnlyList<EvaluationItem> Test)
{
    public static Handle<ReportInput> Of(
        Handle<EvaluationOutcome> outcome,
        Handle<MixStats> mix,
        Handle<Choice> choice,
        Handle<IReadOnlyList<Trial>> trials,
        Handle<string> log,
        Handle<IReadOnlyList<EvaluationItem>> test) =>
        Graph.Join(outcome, mix, choice, trials, log, test).Map(x => new ReportInput(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6));
}

/// <summary>Writes the report: one self-contained HTML file, a pure function of artifacts. Times and speeds go to run.html.</summary>
internal sealed class ReportStage : IStage<ReportStageSpec, ReportInput, string>
{
    public StageId Id { get; } = new("report", Version: 1);

    public string Run(ReportStageSpec spec, ReportInput input, StageContext context) =>
        PageTemplate.Fill("report.html", new ReportPage(spec, input).Values());
}
