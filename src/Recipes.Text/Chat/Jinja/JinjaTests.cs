using System.Numerics;

namespace Recipes.Text.Chat.Jinja;

/// <summary>A test: value and arguments → whether it holds.</summary>
internal delegate bool JinjaTest(object? value, CallArguments arguments);

/// <summary>Jinja's tests.</summary>
internal static class JinjaTests
{
    private static readonly Dictionary<string, JinjaTest> _tests = new(StringComparer.Ordinal)
    {
        ["defined"] = (value, _) => value is not JinjaUndefined,
        ["undefined"] = (value, _) => value is JinjaUndefined,
        ["none"] = (value, _) => value is null,
        ["string"] = (value, _) => value is string,
        ["number"] = (value, _) => PythonCompare.Number(value) is not null,
        ["integer"] = (value, _) => value is BigInteger,
        ["float"] = (value, _) => value is double,
        ["boolean"] = (value, _) => value is bool,
        ["true"] = (value, _) => value is true,
        ["false"] = (value, _) => value is false,
        ["mapping"] = (value, _) => value is JinjaDict,
        ["iterable"] = (value, _) => JinjaIteration.IsIterable(value),
        ["sequence"] = (value, _) =>
            value is string or JinjaDict or JinjaUndefined or JinjaSequence { Kind: not SequenceKind.View },
        ["callable"] = (value, _) => value is JinjaFunction or JinjaMacro,
        ["even"] = (value, _) => PythonCompare.Integer(value) is { IsEven: true },
        ["odd"] = (value, _) => PythonCompare.Integer(value) is { IsEven: false },
        ["divisibleby"] = (value, a) => PythonArithmetic.Sign("+", value) is BigInteger n
            && PythonCompare.Integer(a.Need(0, "num")) is { IsZero: false } by && (n % by).IsZero,
        ["lower"] = (value, _) => value is string text && text.Any(char.IsLower) && !text.Any(char.IsUpper),
        ["upper"] = (value, _) => value is string text && text.Any(char.IsUpper) && !text.Any(char.IsLower),
        ["sameas"] = (value, a) => SameAs(value, a.Need(0, "other")),
        ["in"] = (value, a) => PythonCompare.Contains(a.Need(0, "seq"), value),
        ["filter"] = (value, _) => value is string name && JinjaFilters.Has(name),
        ["test"] = (value, _) => value is string name && Has(name),
        ["eq"] = Equal,
        ["=="] = Equal,
        ["equalto"] = Equal,
        ["ne"] = (value, a) => !Equal(value, a),
        ["!="] = (value, a) => !Equal(value, a),
        ["lt"] = (value, a) => PythonCompare.Order(value, a.Need(0, "other")) < 0,
        ["<"] = (value, a) => PythonCompare.Order(value, a.Need(0, "other")) < 0,
        ["lessthan"] = (value, a) => PythonCompare.Order(value, a.Need(0, "other")) < 0,
        ["le"] = (value, a) => PythonCompare.Order(value, a.Need(0, "other"), "<=") <= 0,
        ["<="] = (value, a) => PythonCompare.Order(value, a.Need(0, "other"), "<=") <= 0,
        ["gt"] = (value, a) => PythonCompare.Order(value, a.Need(0, "other"), ">") > 0,
        [">"] = (value, a) => PythonCompare.Order(value, a.Need(0, "other"), ">") > 0,
        ["greaterthan"] = (value, a) => PythonCompare.Order(value, a.Need(0, "other"), ">") > 0,
        ["ge"] = (value, a) => PythonCompare.Order(value, a.Need(0, "other"), ">=") >= 0,
        [">="] = (value, a) => PythonCompare.Order(value, a.Need(0, "other"), ">=") >= 0,
    };

    /// <summary>Whether there is such a test.</summary>
    public static bool Has(string name) => _tests.ContainsKey(name);

    /// <summary>The test.</summary>
    /// <exception cref="JinjaException">TemplateRuntimeError: there is none.</exception>
    public static JinjaTest Find(string name) => _tests.TryGetValue(name, out var test)
        ? test
        : throw new JinjaException("TemplateRuntimeError", $"No test named '{name}' found.");

    private static bool Equal(object? value, CallArguments arguments) =>
        PythonCompare.AreEqual(value, arguments.Need(0, "other"));

    private static bool SameAs(object? value, object? other) =>
        ReferenceEquals(value, other) || (value is bool or null && Equals(value, other));
}
