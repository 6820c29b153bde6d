using System.Xml.Linq;

namespace Recipes.Stages.Evaluate;

/// <summary><c>junit.xml</c>: a test case per gate, for CI systems.</summary>
internal static class JUnit
{
    public static void Write(Summary summary, string path)
    {
        var cases = summary.Gates.Select(gate => new XElement(
            "testcase",
            new XAttribute("classname", "gates"),
            new XAttribute("name", gate.Gate),
            Child(gate)));
        var suite = new XElement(
            "testsuite",
            new XAttribute("name", "Evaluate"),
            new XAttribute("tests", summary.Gates.Count),
            new XAttribute("failures", summary.Gates.Count(g => g.Outcome == "fails")),
            new XAttribute("skipped", summary.Gates.Count(g => g.Outcome == "cannot-tell")),
            cases);
        new XDocument(suite).Save(path);
    }

    private static XElement? Child(GateResult gate) => gate.Outcome switch
    {
        "fails" => new XElement("failure", new XAttribute("message", Figures(gate))),
        "cannot-tell" => new XElement("skipped", new XAttribute("message", "cannot tell: " + Figures(gate))),
        _ => null,
    };

    private static string Figures(GateResult gate) => gate.Value is { } value
        ? string.Create(CultureInfo.InvariantCulture, $"value {value:0.000}, 95 % bounds {gate.Low:0.000} to {gate.High:0.000}")
        : "not measured";
}
