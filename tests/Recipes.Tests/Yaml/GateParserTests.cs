using Recipes.Core;
using Recipes.Yaml;

namespace Recipes.Tests.Yaml;

public class GateParserTests
{
    [Theory]
    [InlineData("domain >= 0.70", GateKind.AtLeast, "domain", 0.7, "")]
    [InlineData("domain>=0.7", GateKind.AtLeast, "domain", 0.7, "")]
    [InlineData("rephrased ≥ 1", GateKind.AtLeast, "rephrased", 1, "")]
    [InlineData("withheld >= 0", GateKind.AtLeast, "withheld", 0, "")]
    [InlineData("segmentation  better   than base", GateKind.BetterThan, "segmentation", 0, "base")]
    [InlineData("general non-inferior 0.05 to base", GateKind.NonInferior, "general", 0.05, "base")]
    public void The_three_forms_are_read(string text, GateKind kind, string metric, double number, string baseline)
    {
        var gate = GateParser.Parse(text).Gate;

        Assert.Equal(new GateSpec { Text = text, Kind = kind, Metric = metric, Number = number, Baseline = baseline }, gate);
    }

    [Theory]
    [InlineData("", "RCP2110")]
    [InlineData("domain", "RCP2110")]
    [InlineData("domain > 0.7", "RCP2110")]
    [InlineData("domain <= 0.7", "RCP2110")]
    [InlineData("domain >= 70%", "RCP2110")]
    [InlineData("domain >= NaN", "RCP2110")]
    [InlineData("domain >= 0.7 0.8", "RCP2110")]
    [InlineData("domain better than", "RCP2110")]
    [InlineData("general non-inferior to base", "RCP2110")]
    [InlineData("verbatim >= 0.7", "RCP2111")]
    [InlineData("Domain >= 0.7", "RCP2111")]
    [InlineData("domain >= 1.01", "RCP2104")]
    [InlineData("domain >= -0.1", "RCP2104")]
    [InlineData("domain better than gpt", "RCP2112")]
    [InlineData("general non-inferior 0.05 to other", "RCP2112")]
    public void Anything_else_is_no_gate(string text, string code)
    {
        var reading = GateParser.Parse(text);

        Assert.Null(reading.Gate);
        Assert.Equal(code, reading.Code);
        Assert.NotEmpty(reading.Fact!);
        Assert.NotEmpty(reading.Remedy!);
    }

    [Fact]
    public void Every_metric_can_be_gated()
    {
        Assert.Equal(13, GateParser.Metrics.Count);
        Assert.All(GateParser.Metrics, metric => Assert.Equal(metric, GateParser.Parse(metric + " >= 0.5").Gate?.Metric));
    }
}
