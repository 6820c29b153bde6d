using System.Numerics;

namespace Recipes.Text.Chat.Jinja;

/// <summary>Filters that take a list or dict apart.</summary>
internal static class ListFilters
{
    /// <summary><c>join(d, attribute)</c>.</summary>
    public static object? Join(object? value, CallArguments arguments, RenderState state)
    {
        var attribute = arguments.Get(1, "attribute");
        var parts = JinjaIteration.Of(value, state)
            .Select(item => PythonText.Str(attribute is null ? item : At(item, attribute, state), state)).ToList();
        var separator = PythonText.Str(arguments.Get(0, "d", ""), state);
        state.SpendText(parts.Sum(p => (long)p.Length + separator.Length));
        return string.Join(separator, parts);
    }

    /// <summary><c>dictsort</c>: pairs by key, keys compared in lower case unless told otherwise.</summary>
    public static object? SortDict(object? value, CallArguments arguments, RenderState state)
    {
        PythonCompare.ThrowIfUndefined(value);
        var dict =
            value as JinjaDict
            ?? throw new JinjaException(
                "AttributeError",
                $"'{PythonCompare.TypeName(value)}' object has no attribute 'items'"
            );
        var place = arguments.Get(1, "by") as string == "value" ? 1 : 0;
        var isExact = PythonCompare.IsTrue(arguments.Get(0, "case_sensitive", false));
        var pairs = ContainerMethods.Items(dict).Items;
        return new JinjaSequence(
            Ordered(
                pairs,
                pair => Folded(((JinjaSequence)pair!).Items[place], isExact),
                PythonCompare.IsTrue(arguments.Get(2, "reverse", false)),
                state
            )
        );
    }

    /// <summary><c>sort(reverse, case_sensitive, attribute)</c>.</summary>
    public static object? Sort(object? value, CallArguments arguments, RenderState state)
    {
        var isExact = PythonCompare.IsTrue(arguments.Get(1, "case_sensitive", false));
        var attribute = arguments.Get(2, "attribute");
        return new JinjaSequence(Ordered(
            JinjaIteration.Of(value, state),
            item => Folded(attribute is null ? item : At(item, attribute, state), isExact),
            PythonCompare.IsTrue(arguments.Get(0, "reverse", false)),
            state));
    }

    /// <summary><c>reverse</c>.</summary>
    public static object? Reverse(object? value, CallArguments arguments, RenderState state)
    {
        var items = JinjaIteration.Of(value, state).Reverse().ToList();
        return value is string ? string.Concat(items) : new JinjaSequence(items, SequenceKind.View);
    }

    /// <summary><c>unique</c>: the first of equal items, case ignored unless told otherwise.</summary>
    public static object? Unique(object? value, CallArguments arguments, RenderState state)
    {
        var isExact = PythonCompare.IsTrue(arguments.Get(0, "case_sensitive", false));
        var attribute = arguments.Get(1, "attribute");
        var seen = new HashSet<object>(PythonKeys.Comparer);
        var kept = JinjaIteration
            .Of(value, state)
            .Where(item =>
                seen.Add(PythonKeys.Of(Folded(attribute is null ? item : At(item, attribute, state), isExact)))
            )
            .ToList();
        return new JinjaSequence(kept, SequenceKind.View);
    }

    /// <summary><c>map('filter', …)</c> or <c>map(attribute=…, default=…)</c>.</summary>
    public static object? Map(object? value, CallArguments arguments, RenderState state)
    {
        var items = JinjaIteration.Of(value, state);
        if (arguments.Named.TryGetValue("attribute", out var attribute))
        {
            return View(
                items.Select(item =>
                    At(item, attribute, state) is var found
                    && found is JinjaUndefined
                    && arguments.Named.ContainsKey("default")
                        ? arguments.Named["default"]
                        : found
                )
            );
        }

        var name =
            arguments.Need(0, "filter") as string
            ?? throw new JinjaException("FilterArgumentError", "map requires a filter argument");
        var filter = JinjaFilters.Find(name);
        var rest = arguments.Skip(1);
        return View(items.Select(item => filter(item, rest, state)));
    }

    /// <summary><c>select('test', …)</c> and <c>reject</c>.</summary>
    public static object? Select(object? value, CallArguments arguments, RenderState state, bool keeps) =>
        View(JinjaIteration.Of(value, state).Where(item => Holds(item, arguments) == keeps));

    /// <summary><c>selectattr('name', 'test', …)</c> and <c>rejectattr</c>.</summary>
    public static object? SelectAttribute(object? value, CallArguments arguments, RenderState state, bool keeps)
    {
        var attribute = arguments.Need(0, "attribute");
        var rest = arguments.Skip(1);
        return View(JinjaIteration.Of(value, state).Where(item => Holds(At(item, attribute, state), rest) == keeps));
    }

    /// <summary><c>sum(attribute, start)</c>.</summary>
    public static object? Sum(object? value, CallArguments arguments, RenderState state)
    {
        var attribute = arguments.Get(0, "attribute");
        return JinjaIteration
            .Of(value, state)
            .Aggregate(
                arguments.Get(1, "start", BigInteger.Zero),
                (sum, item) =>
                    PythonArithmetic.Apply("+", sum, attribute is null ? item : At(item, attribute, state), state)
            );
    }

    private static JinjaSequence View(IEnumerable<object?> items) => new(items.ToList(), SequenceKind.View);

    private static bool Holds(object? item, CallArguments arguments) => arguments.Positional.Count == 0
        ? PythonCompare.IsTrue(item)
        : JinjaTests.Find(arguments.Positional[0] as string ?? "")(item, arguments.Skip(1));

    /// <summary>An attribute path such as <c>function.name</c> or an index.</summary>
    private static object? At(object? item, object? attribute, RenderState state)
    {
        object?[] parts = attribute is string path ? path.Split('.') : [attribute];
        foreach (var part in parts)
        {
            object? key = part is string text && BigInteger.TryParse(text, out var index) ? index : part;
            item = JinjaLookup.Item(item, key, state);
        }

        return item;
    }

    private static object? Folded(object? value, bool isExact) =>
        value is string text && !isExact ? text.ToLowerInvariant() : value;

    private static List<object?> Ordered(
        IReadOnlyList<object?> items, Func<object?, object?> key, bool isReversed, RenderState state)
    {
        state.Spend(items.Count * 20L);
        var order = Comparer<object?>.Create((a, b) => PythonCompare.Order(a, b));
        try
        {
            return (isReversed ? items.OrderByDescending(key, order) : items.OrderBy(key, order)).ToList();
        }
        catch (InvalidOperationException e) when (e.InnerException is JinjaException inner)
        {
            throw new JinjaException(inner.Kind, inner.Message);
        }
    }
}
