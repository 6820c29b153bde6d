using System.Text.Json.Nodes;
using Recipes.Yaml.Syntax;

namespace Recipes.Yaml.Keys;

/// <summary>The forms that values have: numbers, words, texts, lists.</summary>
internal static class Forms
{
    private const NumberStyles Decimal =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private const int MaximumTextCharacters = 10_000; // a system prompt is a page at most; chosen by hand

    /// <summary>A whole number in [minimum, maximum].</summary>
    public static Form<long> Integer(long minimum, long maximum) => new(
        (Field field, Reading reading, out long value) =>
        {
            var text = field.Node.Text;
            if (!IsPlainScalar(field.Node)
                || !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
            {
                value = 0;
                return reading.FailType(field, "a whole number");
            }

            return (value >= minimum && value <= maximum)
                || FailRange(reading, field,
                    maximum == long.MaxValue ? $"at least {minimum}" : $"from {minimum} to {maximum}");
        },
        () => Bounds("integer", minimum, maximum == long.MaxValue ? null : maximum));

    /// <summary>A whole number that fits an int.</summary>
    public static Form<int> Count(int minimum, int maximum) => Then(Integer(minimum, maximum), value => (int)value);

    /// <summary>A number in a range whose ends may be open: <c>[0, 1)</c>, as a message says it, tells which ends
    /// belong to it.</summary>
    public static Form<double> Number(double minimum, double maximum, string range) => new(
        (Field field, Reading reading, out double value) =>
        {
            if (!IsPlainScalar(field.Node) || !TryNumber(field.Node.Text, out value))
            {
                value = 0;
                return reading.FailType(field, "a number");
            }

            var isLowEnough = value < maximum || (range[^1] == ']' && value <= maximum);
            var isHighEnough = value > minimum || (range[0] == '[' && value >= minimum);
            return (isLowEnough && isHighEnough) || FailRange(reading, field, "in " + range);
        },
        () => new()
        {
            ["type"] = "number",
            [range[0] == '[' ? "minimum" : "exclusiveMinimum"] = minimum,
            [range[^1] == ']' ? "maximum" : "exclusiveMaximum"] = maximum,
        });

    /// <summary>true or false.</summary>
    public static Form<bool> Flag { get; } = new(
        (Field field, Reading reading, out bool value) =>
        {
            value = field.Node.Text == "true";
            return (IsPlainScalar(field.Node) && field.Node.Text is "true" or "false")
                || reading.FailType(field, "true or false");
        },
        () => new() { ["type"] = "boolean" });

    /// <summary>One of some words; those not built yet are refused by name.</summary>
    public static Form<string> Word(IReadOnlyList<string> built, params IReadOnlyList<string> notBuilt) => new(
        (Field field, Reading reading, out string value) =>
        {
            value = field.Node.Text;
            if (field.Node.Kind != NodeKind.Scalar || field.Node.IsNull)
            {
                return reading.FailType(field, "one of " + string.Join(", ", built));
            }

            return built.Contains(value) || FailWord(reading, field, built, notBuilt);
        },
        () =>
        {
            var schema = new JsonObject { ["enum"] = Strings(built) };
            if (notBuilt.Count > 0)
            {
                schema["$comment"] = "not built yet: " + string.Join(", ", notBuilt);
            }

            return schema;
        });

    /// <summary>The off value of a key that is not built.</summary>
    public static Form<string> Only(string off) => new(
        (Field field, Reading reading, out string value) =>
        {
            value = field.Node.Text;
            if (field.Node.Kind == NodeKind.Scalar && value == off)
            {
                return true;
            }

            var hasWord = field.Node.Kind == NodeKind.Scalar && !field.Node.IsNull;
            var given = hasWord ? $"{field.Path}: {Visible.Short(value)}" : field.Path;
            return reading.Fail(field, Codes.NotBuilt, given + " is not built yet",
                $"use {off} (the default), or remove the key");
        },
        () => new() { ["const"] = off is "false" ? JsonValue.Create(false) : JsonValue.Create(off) });

    /// <summary>A text that is not empty and holds no hidden characters.</summary>
    public static Form<string> Text(int maximum = MaximumTextCharacters, bool isOneLine = false) => new(
        (Field field, Reading reading, out string value) =>
        {
            value = field.Node.Text.Trim().Normalize();
            if (field.Node.Kind != NodeKind.Scalar || field.Node.IsNull)
            {
                return reading.FailType(field, "a text");
            }

            var fault = value.Length == 0 ? "is empty"
                : value.Length > maximum ? $"has {value.Length} characters; {maximum} is the limit"
                : isOneLine && value.Contains('\n', StringComparison.Ordinal) ? "has more than one line"
                : Visible.HasHidden(value) ? "holds a control character" : null;
            return fault is null || reading.Fail(field, Codes.BadValue, $"{field.Path} {fault}", field.Key.Remedy);
        },
        () => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = maximum });

    /// <summary>A word that stands for null, or else the other form.</summary>
    public static Form<T?> Or<T>(string word, Form<T> form) where T : struct => new(
        (Field field, Reading reading, out T? value) =>
        {
            value = null;
            if (field.Node.Kind == NodeKind.Scalar && field.Node.Text == word)
            {
                return true;
            }

            var isRead = form.TryRead(field, reading, out var inner);
            value = inner;
            return isRead;
        },
        () => AnyOf(word, form.Schema()));

    /// <summary>The same for a form of objects.</summary>
    public static Form<T?> OrAuto<T>(string word, Form<T> form) where T : class => new(
        (Field field, Reading reading, out T? value) =>
        {
            value = null;
            return (field.Node.Kind == NodeKind.Scalar && field.Node.Text == word)
                || form.TryRead(field, reading, out value);
        },
        () => AnyOf(word, form.Schema()));

    /// <summary>A list of at least <paramref name="minimum"/> elements; all bad elements are reported.</summary>
    public static Form<IReadOnlyList<T>> List<T>(Form<T> item, int minimum = 1) => new(
        (Field field, Reading reading, out IReadOnlyList<T> value) =>
        {
            value = [];
            if (field.Node.Kind != NodeKind.List)
            {
                return reading.FailType(field, "a list");
            }

            if (field.Node.Items.Count < minimum)
            {
                return reading.Fail(field, Codes.BadValue,
                    $"{field.Path} needs at least {minimum} {(minimum == 1 ? "entry" : "entries")}", field.Key.Remedy);
            }

            var read = new List<T>();
            for (var i = 0; i < field.Node.Items.Count; i++)
            {
                if (item.TryRead(field.Item(i), reading, out var element))
                {
                    read.Add(element);
                }
            }

            value = read;
            return read.Count == field.Node.Items.Count;
        },
        () => new() { ["type"] = "array", ["items"] = item.Schema(), ["minItems"] = minimum });

    /// <summary>A list of at least <paramref name="minimum"/> elements, or one element without brackets.</summary>
    public static Form<IReadOnlyList<T>> OneOrMore<T>(Form<T> item, int minimum = 1) => new(
        (Field field, Reading reading, out IReadOnlyList<T> value) =>
        {
            if (field.Node.Kind == NodeKind.List)
            {
                return List(item, minimum).TryRead(field, reading, out value);
            }

            var isRead = item.TryRead(field, reading, out var one);
            value = isRead ? [one] : [];
            return isRead;
        },
        () => new() { ["anyOf"] = new JsonArray(item.Schema(), List(item, minimum).Schema()) });

    /// <summary>A form whose value is turned into another.</summary>
    public static Form<TTo> Then<TFrom, TTo>(Form<TFrom> form, Func<TFrom, TTo> turn) => new(
        (Field field, Reading reading, out TTo value) =>
        {
            var isRead = form.TryRead(field, reading, out var from);
            value = isRead ? turn(from) : default!; // never looked at when false
            return isRead;
        },
        form.Schema);

    /// <summary>True for a finite number in decimal notation.</summary>
    public static bool TryNumber(string text, out double value) =>
        double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out value)
        && double.IsFinite(value);

    private static bool IsPlainScalar(Node node) => node.Kind == NodeKind.Scalar && node.IsPlain;

    private static bool FailRange(Reading reading, Field field, string range) => reading.Fail(
        field, Codes.OutOfRange, $"{field.Path} must be {range} but is {Visible.Short(field.Node.Text)}",
        field.Key.Remedy);

    private static bool FailWord(
        Reading reading, Field field, IReadOnlyList<string> built, IReadOnlyList<string> notBuilt)
    {
        var given = field.Node.Text;
        var use = "use " + string.Join(" or ", built);
        if (notBuilt.Contains(given))
        {
            return reading.Fail(field, Codes.NotBuilt, $"{field.Path}: {given} is not built yet", use);
        }

        var fact = $"{field.Path} must be one of {string.Join(", ", built)} but is {Visible.Short(given)}";
        var near = Suggest.Nearest(given, built);
        return reading.Fail(field, Codes.UnknownWord, fact, near is null ? use : $"did you mean {near}?");
    }

    private static JsonObject AnyOf(string word, JsonObject other) =>
        new() { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = word }, other) };

    private static JsonObject Bounds(string type, long minimum, long? maximum)
    {
        var schema = new JsonObject { ["type"] = type, ["minimum"] = minimum };
        if (maximum is not null)
        {
            schema["maximum"] = maximum;
        }

        return schema;
    }

    private static JsonArray Strings(IEnumerable<string> words) => new([.. words.Select(w => JsonValue.Create(w))]);
}
