using System.Text.Json;
using Recipes.Core;
using Recipes.Stages.Evaluate;
using Recipes.Stages.Items;
using Recipes.Stages.Report.Charts;

namespace Recipes.Stages.Report;

/// <summary>The values that the report's template shows.</summary>
internal sealed class ReportPage(ReportStageSpec spec, ReportInput input)
{
    private const int SamplesOfPart = 2;

    private readonly IReadOnlyDictionary<string, string> _words = Labels.Of(spec.Language);
    private readonly Summary _summary = input.Outcome.Summary;

    public Dictionary<string, object?> Values()
    {
        var log = TrainingLog.Parse(input.TrainingLog);
        return new(StringComparer.Ordinal)
        {
            ["language"] = spec.Language,
            ["t"] = _words.ToDictionary(w => w.Key, w => (object?)w.Value),
            ["name"] = spec.Name,
            ["description"] = spec.Description,
            ["verdict"] = _summary.Verdict,
            ["verdict_text"] = _words[_summary.Verdict],
            ["verdict_why"] = string.Join(" · ", _summary.Gates.Select(g => $"{g.Gate}: {_words[g.Outcome]}")),
            ["gates"] = _summary.Gates.Select(Gate).ToList(),
            ["radar"] = _summary.Radar is { } radar ? RadarChart.Of(radar, radar.Axes.Select(a => _words[a]).ToList(), _words["abilities"]) : null,
            ["radar_note"] = RadarNote(),
            ["dumbbell"] = DumbbellChart.Of(DumbbellRows(), _words["metrics"]),
            ["metrics"] = _summary.Metrics.Select(m => MetricRow(m.Key, m.Value)).ToList(),
            ["unseen"] = _summary.Unseen.Select(m => MetricRow(m.Key, m.Value)).ToList(),
            ["outcome_names"] = OutcomeNames(),
            ["outcomes"] = _summary.Outcomes.Select(OutcomeRow).ToList(),
            ["method_text"] = _summary.Selected,
            ["loss"] = LossChart.Of(log.Train, log.Validation, _words["training"]),
            ["reasons"] = input.Choice.Reasons.Select(r => Row(("rule", r.Rule), ("method", r.Method), ("text", r.Text))).ToList(),
            ["trials"] = input.Trials.Select(t => Row(("method", t.Method), ("text", TrialText(t)))).ToList(),
            ["unit"] = input.Mix.Unit,
            ["share_text"] = ShareText(),
            ["kinds"] = input.Mix.Kinds.Select(k => Row(
                ("kind", k.Key), ("rows", k.Value.Rows), ("tokens", k.Value.Tokens), ("trained", k.Value.TrainedTokens),
                ("share", Percent((double)k.Value.Tokens / Math.Max(1, input.Mix.PassTokens))))).ToList(),
            ["samples"] = Samples(),
        };
    }

    private static Dictionary<string, object?> Row(params ReadOnlySpan<(string Key, object? Value)> cells)
    {
        var row = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in cells)
        {
            row[key] = value;
        }

        return row;
    }

    private Dictionary<string, object?> Gate(GateResult gate) => Row(
        ("gate", gate.Gate),
        ("value", gate.Value is { } v ? Number(v) : _words["not_measured"]),
        ("bounds", gate.Low is { } low && gate.High is { } high ? $"[{Number(low)}, {Number(high)}]" : ""),
        ("outcome", gate.Outcome),
        ("outcome_text", _words[gate.Outcome]));

    private Dictionary<string, object?> MetricRow(string name, IReadOnlyDictionary<string, MetricResult> models)
    {
        var difference = _summary.Differences.GetValueOrDefault(name)?.GetValueOrDefault("base");
        return Row(
            ("name", _words.GetValueOrDefault(name, name)),
            ("n", models.Values.Select(m => m.N).DefaultIfEmpty(0).Max()),
            ("base", Interval(models.GetValueOrDefault("base"))),
            ("tuned", Interval(models.GetValueOrDefault("tuned"))),
            ("difference", difference is null ? "" : $"{Signed(difference.Value)} [{Signed(difference.Low)}, {Signed(difference.High)}]"),
            ("outcome", difference?.Outcome ?? ""),
            ("outcome_text", difference is null ? "" : _words[difference.Outcome]));
    }

    private List<(string, IReadOnlyList<DumbbellChart.Point>)> DumbbellRows() =>
        _summary.Metrics.Where(m => m.Key != "general").Select(m => (
            _words.GetValueOrDefault(m.Key, m.Key).Split('（')[0],
            (IReadOnlyList<DumbbellChart.Point>)new[] { "base", "tuned" }.Where(m.Value.ContainsKey)
                .Select(model => new DumbbellChart.Point(model, m.Value[model].Value, m.Value[model].Low, m.Value[model].High)).ToList())).ToList();

    private string RadarNote() => _summary.Radar is not { } radar ? ""
        : spec.Language == "en"
            ? $"Overlap {Percent(radar.Overlap)} and union {Percent(radar.Union)} of the full pentagon, exact by sectors. Gap per axis: {Gaps(radar)}."
            : $"两图重叠 {Percent(radar.Overlap)}、并集 {Percent(radar.Union)}（占满分五边形，按扇区精确计算）。各轴差距：{Gaps(radar)}。";

    private string Gaps(RadarResult radar) =>
        radar.Models.TryGetValue("base", out var b) && radar.Models.TryGetValue("tuned", out var t)
            ? string.Join(spec.Language == "en" ? ", " : "、", radar.Axes.Select((axis, i) => $"{_words[axis]} {Signed(t[i] - b[i])}"))
            : "";

    private string ShareText() => spec.Language == "en"
        ? $"Domain share {Percent(input.Mix.Share)}, wanted {Percent(input.Mix.WantedShare)}; {input.Mix.PassTokens} {input.Mix.Unit} a pass."
        : $"领域占比 {Percent(input.Mix.Share)}，配方要求 {Percent(input.Mix.WantedShare)}；一遍共 {input.Mix.PassTokens} {(input.Mix.Unit == "tokens" ? "词元" : "字")}。";

    private string TrialText(TryOut.Trial trial) => trial.Skipped
        ? (spec.Language == "en" ? "not needed" : "未执行")
        : string.Join(" · ", trial.Gates.Select(g => $"{g.Gate}: {(g.Value is { } v ? Number(v) : _words["not_measured"])} {(g.Holds ? _words["holds"] : _words["fails"])}"));

    private List<string> OutcomeNames() =>
        _summary.Outcomes.Values.SelectMany(o => o.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();

    private Dictionary<string, object?> OutcomeRow(KeyValuePair<string, IReadOnlyDictionary<string, int>> row) => Row(
        ("model", _words.GetValueOrDefault(row.Key, row.Key)),
        ("counts", OutcomeNames().Select(o => row.Value.GetValueOrDefault(o).ToString(CultureInfo.InvariantCulture)).ToList()));

    /// <summary>A few items of every subset, those with different outcomes first.</summary>
    private List<Dictionary<string, object?>> Samples()
    {
        var byItem = input.Outcome.Results.ToLookup(r => r.Item, StringComparer.Ordinal);
        return input.Test
            .Select(item => new Sample(item, byItem[item.Id].FirstOrDefault(r => r.Model == "base"), byItem[item.Id].FirstOrDefault(r => r.Model == "tuned")))
            .Where(s => s.Tuned is not null)
            .GroupBy(s => s.Part, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .SelectMany(g => g.OrderByDescending(s => s.Gap).ThenBy(s => s.Item.Id, StringComparer.Ordinal).Take(SamplesOfPart))
            .Select(SampleRow)
            .ToList();
    }

    private Dictionary<string, object?> SampleRow(Sample s) => Row(
        ("question", s.Item.Prompt ?? s.Item.Messages?[^1].Content),
        ("subset", _words.GetValueOrDefault(s.Part, s.Part)),
        ("gold", s.Item.Gold.ValueKind == JsonValueKind.String ? s.Item.Gold.GetString() : JsonSerializer.Serialize(s.Item.Gold, JsonLines.Options)),
        ("base", s.Base?.Answer ?? ""),
        ("base_class", Css(s.Base)),
        ("tuned", s.Tuned?.Answer ?? ""),
        ("tuned_class", Css(s.Tuned)));

    /// <summary>An item with what both models answered; null where one was not asked.</summary>
    private sealed record Sample(EvaluationItem Item, ItemResult? Base, ItemResult? Tuned)
    {
        /// <summary>The dimension of a general item, else the subset.</summary>
        public string Part => Subset.Of(Item) is Subset.General ? Item.Dimension : Subset.Of(Item);

        public double Gap => Math.Abs((Tuned?.Score ?? 0) - (Base?.Score ?? 0));
    }

    private static string Css(ItemResult? result) => result is null ? "" : result.Score >= 1 ? "holds" : result.Score > 0 ? "cannot-tell" : "fails";

    private static string Interval(MetricResult? m) => m is null ? "" : $"{Number(m.Value)} [{Number(m.Low)}, {Number(m.High)}]";

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.000;−0.000;0.000", CultureInfo.InvariantCulture);

    private static string Percent(double value) => (value * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
