using System.Text.Json;
using Recipes.Core;
using Recipes.Engine;

namespace Recipes.Stages.Evaluate;

/// <summary>What Evaluate found.</summary>
internal sealed record EvaluationOutcome(Summary Summary, IReadOnlyList<ItemResult> Results);

/// <summary>Keeps an outcome as <c>summary.json</c>, <c>results.jsonl</c> and <c>junit.xml</c>.</summary>
internal sealed class EvaluationFormat : IFormat<EvaluationOutcome>
{
    public const string SummaryFile = "summary.json";
    public const string ResultsFile = "results.jsonl";
    public const string JUnitFile = "junit.xml";

    public void Write(EvaluationOutcome value, string folder)
    {
        File.WriteAllText(Path.Combine(folder, SummaryFile), JsonSerializer.Serialize(value.Summary, JsonLines.Indented) + "\n");
        JsonLines.Write(Path.Combine(folder, ResultsFile), value.Results);
        JUnit.Write(value.Summary, Path.Combine(folder, JUnitFile));
    }

    public EvaluationOutcome Read(string folder) => new(
        Formats.Json<Summary>(SummaryFile).Read(folder),
        JsonLines.Read<ItemResult>(Path.Combine(folder, ResultsFile)).ToList());
}
