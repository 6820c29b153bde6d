using Recipes.Core;
using Recipes.Yaml.Syntax;

namespace Recipes.Yaml.Keys;

/// <summary>Forms of gates and baselines.</summary>
internal static class GateForms
{
    private static readonly Form<GateSpec> _gate = new(
        (Field field, Reading reading, out GateSpec value) =>
        {
            value = new() { Text = "", Kind = GateKind.AtLeast, Metric = "" };
            if (!Forms.Text(200, isOneLine: true).TryRead(field, reading, out var text))
            {
                return false;
            }

            var read = GateParser.Parse(text);
            value = read.Gate ?? value;
            return read.Gate is not null // else there is a code
                || reading.Fail(field, read.Code!, $"{field.Path}: {read.Fact}", read.Remedy);
        },
        () => new() { ["type"] = "string", ["pattern"] = GateParser.Pattern });

    /// <summary>The name of the base, the one baseline that is built.</summary>
    public const string BaseName = "base";

    /// <summary>A list of gates, or one; an empty list proves nothing and is allowed.</summary>
    public static Form<IReadOnlyList<GateSpec>> Gates { get; } = Forms.OneOrMore(_gate, minimum: 0);

    /// <summary>[base]; named baselines are not built.</summary>
    public static Form<IReadOnlyList<string>> Baselines { get; } = Forms.List(new Form<string>(
        (Field field, Reading reading, out string value) =>
        {
            value = field.Node.Text;
            if (field.Node.Kind == NodeKind.Scalar && value == BaseName)
            {
                return true;
            }

            var name = field.Node.Find("name")?.Text ?? "a named baseline";
            var given = field.Node.Kind == NodeKind.Scalar ? value : name;
            return reading.Fail(field, Codes.NotBuilt, $"{field.Path}: {Visible.Short(given)} is not built yet",
                "use [base]");
        },
        () => new() { ["const"] = BaseName }));
}
