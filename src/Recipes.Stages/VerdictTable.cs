using System.Text;
using Recipes.Stages.Evaluate;

namespace Recipes.Stages;

/// <summary>The verdict as lines of text.</summary>
internal static class VerdictTable
{
    public static Verdict Of(Summary summary)
    {
        var lines = new List<string> { "metric              base                   tuned                  difference", new('-', 88) };
        foreach (var (name, models) in summary.Metrics)
        {
            var difference = summary.Differences.GetValueOrDefault(name)?.GetValueOrDefault("base");
            lines.Add($"{name,-18}  {Interval(models.GetValueOrDefault("base")),-21}  {Interval(models.GetValueOrDefault("tuned")),-21}  {Difference(difference)}");
        }

        lines.Add("");
        lines.AddRange(summary.Gates.Select(Gate));
        lines.Add($"verdict: {summary.Verdict} (method: {summary.Selected})");
        return new Verdict(summary.Verdict, summary.Verdict == "passed", summary.Selected, lines);
    }

    private static string Gate(GateResult gate)
    {
        var figures = gate.Value is null
            ? "not measured"
            : string.Create(CultureInfo.InvariantCulture, $"{gate.Value:0.000} [{gate.Low:0.000}, {gate.High:0.000}]");
        return new StringBuilder().Append(CultureInfo.InvariantCulture, $"gate  {gate.Gate,-42}  {figures,-24}  {gate.Outcome}").ToString();
    }

    private static string Interval(MetricResult? m) =>
        m is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{m.Value:0.000} [{m.Low:0.000}, {m.High:0.000}]");

    private static string Difference(DifferenceResult? d) =>
        d is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{d.Value:+0.000;-0.000;0.000} {d.Outcome}");
}
