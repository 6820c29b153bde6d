using System.Numerics;

namespace Recipes.Text.Chat.Jinja;

/// <summary>A filter: value, arguments, state → value.</summary>
internal delegate object? JinjaFilter(object? value, CallArguments arguments, RenderState state);

/// <summary>Jinja's filters; the order of lists stays, comparisons are Python's.</summary>
internal static class JinjaFilters
{
    private static readonly Dictionary<string, JinjaFilter> _filters = new(StringComparer.Ordinal)
    {
        ["length"] = (value, _, _) => Count(value),
        ["count"] = (value, _, _) => Count(value),
        ["tojson"] = (value, a, state) => PythonJson.Dump(value, state, a),
        ["trim"] = (value, a, state) =>
            CodePoints.Strip(Text(value, state), a.Get(0, "chars") as string, atStart: true, atEnd: true),
        ["string"] = (value, _, state) => Text(value, state),
        ["safe"] = (value, _, state) => Text(value, state),
        ["upper"] = (value, _, state) => StringMethods.Upper(Text(value, state)),
        ["lower"] = (value, _, state) => Text(value, state).ToLowerInvariant(),
        ["capitalize"] = (value, _, state) => StringMethods.Capitalize(Text(value, state)),
        ["title"] = (value, _, state) => StringMethods.Title(Text(value, state)),
        ["replace"] = (value, a, state) => StringMethods.Replace(
            Text(value, state), Text(a.Need(0, "old"), state), Text(a.Need(1, "new"), state), a.Get(2, "count"), state),
        ["indent"] = Indent,
        ["default"] = Default,
        ["d"] = Default,
        ["int"] = ToInteger,
        ["float"] = (value, a, _) => PythonCompare.Number(value) ?? ParseFloat(value) ?? a.Get(0, "default", 0.0),
        ["abs"] = (value, _, _) =>
            PythonCompare.Integer(value) is { } n ? BigInteger.Abs(n)
            : value is double d ? Math.Abs(d)
            : throw NoNumber(value),
        ["round"] = (value, a, _) => Round(value, a),
        ["items"] = Items,
        ["list"] = (value, _, state) => new JinjaSequence(JinjaIteration.Of(value, state)),
        ["first"] = (value, _, state) =>
            JinjaIteration.Of(value, state) is [var first, ..]
                ? first
                : new JinjaUndefined("No first item, sequence was empty."),
        ["last"] = (value, _, state) =>
            JinjaIteration.Of(value, state) is [.., var last]
                ? last
                : new JinjaUndefined("No last item, sequence was empty."),
        ["join"] = ListFilters.Join,
        ["dictsort"] = ListFilters.SortDict,
        ["sort"] = ListFilters.Sort,
        ["reverse"] = ListFilters.Reverse,
        ["unique"] = ListFilters.Unique,
        ["map"] = ListFilters.Map,
        ["select"] = (value, a, state) => ListFilters.Select(value, a, state, keeps: true),
        ["reject"] = (value, a, state) => ListFilters.Select(value, a, state, keeps: false),
        ["selectattr"] = (value, a, state) => ListFilters.SelectAttribute(value, a, state, keeps: true),
        ["rejectattr"] = (value, a, state) => ListFilters.SelectAttribute(value, a, state, keeps: false),
        ["sum"] = ListFilters.Sum,
        ["min"] = (value, _, state) =>
            JinjaIteration.Of(value, state).Aggregate((a, b) => PythonCompare.Order(b, a) < 0 ? b : a),
        ["max"] = (value, _, state) =>
            JinjaIteration.Of(value, state).Aggregate((a, b) => PythonCompare.Order(b, a, ">") > 0 ? b : a),
        ["attr"] = (value, a, _) => JinjaLookup.Attribute(value, a.Need(0, "name") as string ?? ""),
        ["format"] = (value, a, state) =>
            PythonFormat.Apply(Text(value, state), new JinjaSequence(a.Positional, SequenceKind.Tuple), state),
    };

    /// <summary>Whether there is such a filter.</summary>
    public static bool Has(string name) => _filters.ContainsKey(name);

    /// <summary>The filter.</summary>
    /// <exception cref="JinjaException">TemplateRuntimeError: there is none.</exception>
    public static JinjaFilter Find(string name) => _filters.TryGetValue(name, out var filter)
        ? filter
        : throw new JinjaException("TemplateRuntimeError", $"No filter named '{name}' found.");

    private static string Text(object? value, RenderState state) => PythonText.Str(value, state);

    private static BigInteger Count(object? value) => value switch
    {
        string text => CodePoints.Count(text),
        JinjaSequence list => list.Items.Count,
        JinjaDict dict => dict.Pairs.Count,
        JinjaUndefined => BigInteger.Zero,
        _ => throw new JinjaException("TypeError", $"object of type '{PythonCompare.TypeName(value)}' has no len()"),
    };

    private static object? Default(object? value, CallArguments arguments, RenderState state)
    {
        var counts =
            value is JinjaUndefined
            || (PythonCompare.IsTrue(arguments.Get(1, "boolean", false)) && !PythonCompare.IsTrue(value));
        return counts ? arguments.Get(0, "default_value", "") : value;
    }

    private static string Indent(object? value, CallArguments arguments, RenderState state)
    {
        var width = arguments.Get(0, "width", (BigInteger)4);
        var indent =
            width as string
            ?? new string(' ', (int)BigInteger.Min(BigInteger.Max(PythonCompare.Integer(width) ?? 4, 0), 1000));
        var lines = (Text(value, state) + "\n").Split('\n')[..^1]; // a final line end makes one more, empty line
        var indentsBlank = PythonCompare.IsTrue(arguments.Get(2, "blank", false));
        state.SpendText((long)lines.Length * indent.Length);
        var rest = lines.Skip(1).Select(line => line.Length > 0 || indentsBlank ? indent + line : line);
        var first = PythonCompare.IsTrue(arguments.Get(1, "first", false)) ? indent + lines[0] : lines[0];
        return string.Join('\n', rest.Prepend(first));
    }

    private static JinjaSequence Items(object? value, CallArguments arguments, RenderState state) => value switch
    {
        JinjaDict dict => ContainerMethods.Items(dict),
        JinjaUndefined => new JinjaSequence([], SequenceKind.View),
        _ => throw new JinjaException("TypeError", "Can only get item pairs from a mapping."),
    };

    private static object? ToInteger(object? value, CallArguments arguments, RenderState state)
    {
        var isWhole = BigInteger.TryParse(
            (value as string)?.Trim(),
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var whole
        );
        return PythonCompare.Integer(value)
            ?? (value is double number && double.IsFinite(number) ? new BigInteger(number)
                : isWhole ? whole
                : ParseFloat(value) is { } parsed && double.IsFinite(parsed) ? new BigInteger(parsed)
                : arguments.Get(0, "default", BigInteger.Zero));
    }

    private static double? ParseFloat(object? value) =>
        double.TryParse(value as string, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static double Round(object? value, CallArguments arguments)
    {
        var number = PythonCompare.Number(value) ?? throw NoNumber(value);
        var digits = (int)
            BigInteger.Min(BigInteger.Max(PythonCompare.Integer(arguments.Get(0, "precision")) ?? 0, 0), 15);
        return (arguments.Get(1, "method") as string ?? "common") switch
        {
            "ceil" => Math.Ceiling(number * Math.Pow(10, digits)) / Math.Pow(10, digits),
            "floor" => Math.Floor(number * Math.Pow(10, digits)) / Math.Pow(10, digits),
            _ => Math.Round(number, digits, MidpointRounding.ToEven),
        };
    }

    private static JinjaException NoNumber(object? value) =>
        new("TypeError", $"bad operand type: '{PythonCompare.TypeName(value)}'");
}
