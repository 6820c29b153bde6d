using System.Numerics;

namespace Recipes.Text.Chat.Jinja;

/// <summary>Attributes, items and slices.</summary>
internal static class JinjaLookup
{
    /// <summary><c>owner.name</c>: a method or attribute, else an item.</summary>
    public static object? Attribute(object? owner, string name) =>
        Own(owner, name, out var value) || TryItem(owner, name, out value) ? value : Missing(owner, name);

    /// <summary><c>owner[key]</c>: an item, else a method or attribute.</summary>
    public static object? Item(object? owner, object? key, RenderState state) =>
        TryItem(owner, key, out var value) || (key is string name && Own(owner, name, out value))
            ? value
            : Missing(owner, key, state);

    /// <summary><c>owner[start:stop:step]</c>.</summary>
    public static object? Slice(object? owner, object? start, object? stop, object? step, RenderState state)
    {
        PythonCompare.ThrowIfUndefined(owner);
        var text = owner as string;
        var items = text is not null ? null : (owner as JinjaSequence)?.Items
            ?? throw new JinjaException("TypeError", $"'{PythonCompare.TypeName(owner)}' object is not subscriptable");
        var letters = text is null ? null : CodePoints.Each(text);
        var indices = Indices(letters?.Count ?? items!.Count, Bound(start), Bound(stop), Bound(step) ?? 1); // one of both is set
        state.Spend(indices.Count);
        return letters is not null
            ? string.Concat(indices.Select(i => letters[i]))
            : new JinjaSequence(indices.Select(i => items![i]).ToList(), ((JinjaSequence)owner!).Kind);
    }

    private static JinjaUndefined Missing(object? owner, string name) =>
        new($"{Describe(owner)} has no attribute '{name}'");

    private static JinjaUndefined Missing(object? owner, object? key, RenderState state) => key is string name
        ? Missing(owner, name)
        : new($"{Describe(owner).Trim('\'')} has no element {PythonText.Repr(key, state)}");

    private static string Describe(object? owner) =>
        owner is null ? "'None'" : $"'{PythonCompare.TypeName(owner)} object'";

    private static bool Own(object? owner, string name, out object? value)
    {
        PythonCompare.ThrowIfUndefined(owner);
        value = owner switch
        {
            JinjaNamespace space when space.Attributes.TryGetValue(name, out var attribute) => attribute,
            JinjaLoop loop => loop.Attribute(name),
            _ when name.StartsWith("__", StringComparison.Ordinal) => Unsafe(owner, name),
            string text => StringMethods.Find(text, name),
            JinjaDict dict => ContainerMethods.Find(dict, name),
            JinjaSequence list => ContainerMethods.Find(list, name),
            _ => null,
        };
        return value is not null || owner is JinjaNamespace known && known.Attributes.ContainsKey(name)
            || owner is JinjaLoop && JinjaLoop.Has(name);
    }

    /// <summary>What a template must not reach: using it fails.</summary>
    public static JinjaUndefined Unsafe(object? owner, string name) =>
        new($"access to attribute '{name}' of '{PythonCompare.TypeName(owner)}' object is unsafe.", "SecurityError");

    private static bool TryItem(object? owner, object? key, out object? value)
    {
        PythonCompare.ThrowIfUndefined(owner);
        value = null;
        if (owner is JinjaDict dict)
        {
            return key is not (JinjaDict or JinjaSequence { Kind: SequenceKind.List }) && dict.TryGet(key, out value);
        }

        if (PythonCompare.Integer(key) is not { } index)
        {
            return false;
        }

        return owner switch
        {
            string text => TryLetter(text, index, out value),
            JinjaSequence { Kind: not SequenceKind.View } list => TryPlace(list.Items, index, out value),
            _ => false,
        };
    }

    private static bool TryPlace(IReadOnlyList<object?> items, BigInteger index, out object? value)
    {
        index += index.Sign < 0 ? items.Count : 0;
        var isThere = index.Sign >= 0 && index < items.Count;
        value = isThere ? items[(int)index] : null;
        return isThere;
    }

    private static bool TryLetter(string text, BigInteger index, out object? value)
    {
        var letters = CodePoints.Each(text);
        index += index.Sign < 0 ? letters.Count : 0;
        var isThere = index.Sign >= 0 && index < letters.Count;
        value = isThere ? letters[(int)index] : null;
        return isThere;
    }

    private static int? Bound(object? value) => value is null ? null
        : PythonCompare.Integer(value) is { } whole
            ? (int)BigInteger.Max(BigInteger.Min(whole, int.MaxValue / 2), int.MinValue / 2)
        : throw new JinjaException("TypeError", "slice indices must be integers or None or have an __index__ method");

    private static List<int> Indices(int count, int? start, int? stop, int step)
    {
        if (step == 0)
        {
            throw new JinjaException("ValueError", "slice step cannot be zero");
        }

        var (least, most) = step > 0 ? (0, count) : (-1, count - 1);
        var from = Clamp(start ?? (step > 0 ? 0 : int.MaxValue / 2), count, least, most);
        var to = stop is null ? (step > 0 ? count : -1) : Clamp(stop.Value, count, least, most);
        var indices = new List<int>();
        for (var i = from; step > 0 ? i < to : i > to; i += step)
        {
            indices.Add(i);
        }

        return indices;
    }

    private static int Clamp(int index, int count, int least, int most) =>
        Math.Clamp(index < 0 ? index + count : index, least, most);
}
