using System.Text.Json;
using Recipes.Core;
using Recipes.Engine;
using Recipes.Stages.Report;

namespace Recipes.Stages.RunReport;

/// <summary>Writes <c>run.json</c> and <c>run.html</c>: what ran, how long it took, what it measured. They hold times, so they
/// are no artifacts and are never delivered.</summary>
internal static class RunReportWriter
{
    public static void Write(string outFolder, string name, IReadOnlyList<NodeOutcome> outcomes, RunLog log)
    {
        Directory.CreateDirectory(outFolder);
        AtomicFile.WriteText(Path.Combine(outFolder, "run.json"), Json(name, outcomes, log));
        AtomicFile.WriteText(Path.Combine(outFolder, "run.html"), Page(name, outcomes, log));
    }

    private static string Json(string name, IReadOnlyList<NodeOutcome> outcomes, RunLog log)
    {
        var stages = outcomes.Select(o =>
        {
            var stage = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["name"] = o.Name,
                ["target"] = o.Target,
                ["state"] = o.State.ToString(),
                ["reason"] = o.Reason,
                ["seconds"] = Math.Round(o.Seconds, 3),
                ["peakBytes"] = o.PeakBytes,
            };
            foreach (var (measure, value) in log.MeasuresOf(o.Name))
            {
                stage[measure] = Math.Round(value, 3);
            }

            return stage;
        });
        var run = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["name"] = name,
            ["stages"] = stages.ToList(),
            ["warnings"] = log.Warnings.Select(w => w.ToString()).ToList(),
        };
        return JsonSerializer.Serialize(run, JsonLines.Indented) + "\n";
    }

    private static string Page(string name, IReadOnlyList<NodeOutcome> outcomes, RunLog log) => PageTemplate.Fill("run.html", new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["name"] = name,
        ["summary"] = string.Join(" · ", outcomes.GroupBy(o => o.State).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key}")),
        ["stages"] = outcomes.Select(o => new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = o.Name,
            ["state"] = o.State.ToString(),
            ["seconds"] = o.Seconds.ToString("0.00", CultureInfo.InvariantCulture),
            ["peak"] = (o.PeakBytes >> 20).ToString(CultureInfo.InvariantCulture),
            ["measures"] = string.Join(", ", log.MeasuresOf(o.Name).Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Key} {m.Value:0.##}"))),
            ["why"] = o.Reason,
        }).ToList(),
        ["warnings"] = log.Warnings.Select(w => w.ToString()).ToList(),
    });
}
