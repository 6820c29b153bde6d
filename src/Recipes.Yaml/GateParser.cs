using System.Text.RegularExpressions;
using Recipes.Core;
using Recipes.Yaml.Keys;
using Recipes.Yaml.Syntax;

namespace Recipes.Yaml;

/// <summary>Reads a gate: <c>metric >= number</c>, <c>metric better than base</c>, <c>metric non-inferior margin to
/// base</c>.</summary>
public static partial class GateParser
{
    private const string Digits = "[0-9.eE-]+";
    private const string Forms = "metric >= number, metric better than base, or metric non-inferior margin to base";

    /// <summary>What can be gated, in the order of the documentation. <c>verbatim</c> is memorization and never
    /// gated.</summary>
    public static IReadOnlyList<string> Metrics { get; } =
    [
        "domain", "general", "rephrased", "heldout", "withheld", "outside", "contrast", "customer",
        "segmentation", "syntax", "semantics", "disambiguation", "understanding",
    ];

    /// <summary>The three forms as a regular expression, for the schema.</summary>
    internal static string Pattern =>
        $"^({string.Join('|', Metrics)})( *(>=|≥) *{Digits}| +better +than +base| +non-inferior +{Digits} +to +base)$";

    /// <summary>The gate, or why the text is none.</summary>
    public static GateReading Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = Words().Matches(text).Select(m => m.Value).ToArray();
        return words switch
        {
            [var metric, ">=" or "≥", var number] => Checked(text, GateKind.AtLeast, metric, number, ""),
            [var metric, "better", "than", var name] => Checked(text, GateKind.BetterThan, metric, "0", name),
            [var metric, "non-inferior", var margin, "to", var name] =>
                Checked(text, GateKind.NonInferior, metric, margin, name),
            _ => new(Codes.GateForm, $"{Visible.Short(text)} is not a gate", "write " + Forms),
        };
    }

    private static GateReading Checked(string text, GateKind kind, string metric, string number, string baseline)
    {
        if (MetricFault(metric) is { } fault)
        {
            return fault;
        }

        if (!Keys.Forms.TryNumber(number, out var value))
        {
            return new(Codes.GateForm, $"{Visible.Short(number)} is not a number", "write " + Forms);
        }

        if (value is < 0 or > 1)
        {
            return new(Codes.OutOfRange, $"the number of a gate must be in [0, 1] but is {number}",
                "scores run from 0 to 1: write 70 % as 0.70");
        }

        if (kind != GateKind.AtLeast && baseline != GateForms.BaseName)
        {
            return new(Codes.GateBaseline, $"{Visible.Short(baseline)} is not one of evaluate.baselines",
                "compare with base");
        }

        return new(new GateSpec { Text = text, Kind = kind, Metric = metric, Number = value, Baseline = baseline });
    }

    private static GateReading? MetricFault(string metric)
    {
        if (Metrics.Contains(metric))
        {
            return null;
        }

        if (metric == "verbatim")
        {
            return new(Codes.GateMetric, "verbatim measures memorization and is never gated",
                "gate rephrased, which asks the same facts in other words");
        }

        var near = Suggest.Nearest(metric, Metrics);
        return new(Codes.GateMetric, $"{Visible.Short(metric)} is not a metric",
            near is null ? "the metrics are " + string.Join(", ", Metrics) : $"did you mean {near}?");
    }

    // An operator needs no spaces around it: domain>=0.7.
    [GeneratedRegex(@">=|≥|[^\s>≥]+|>", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
