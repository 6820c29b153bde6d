using Recipes.Yaml.Syntax;

namespace Recipes.Yaml.Keys;

/// <summary>Forms of the keys of <c>mix</c> that nothing else has.</summary>
internal static class MixForms
{
    private static readonly Form<double> _share = Forms.Number(0, 1, "(0, 1]");
    private static readonly Form<IReadOnlyList<IReadOnlyList<string>>> _pairs =
        Forms.List(Forms.List(Forms.Text(50, isOneLine: true), minimum: 2), minimum: 0);

    /// <summary>One share; a list of shares (a sweep) is not built.</summary>
    public static Form<double> Share { get; } = new(
        (Field field, Reading reading, out double value) =>
        {
            value = 0;
            return field.Node.Kind == NodeKind.List
                ? reading.Fail(field, Codes.NotBuilt, $"{field.Path}: a list of shares is not built yet",
                    field.Key.Remedy)
                : _share.TryRead(field, reading, out value);
        },
        _share.Schema);

    /// <summary>Pairs of different terms, each pair once.</summary>
    public static Form<IReadOnlyList<IReadOnlyList<string>>> Contrast { get; } = new(
        (Field field, Reading reading, out IReadOnlyList<IReadOnlyList<string>> value) =>
            _pairs.TryRead(field, reading, out value) && AreDistinctPairs(field, reading, value),
        () =>
        {
            var schema = _pairs.Schema();
            schema["items"]!["maxItems"] = 2; // a list's schema has items
            return schema;
        });

    private static bool AreDistinctPairs(Field field, Reading reading, IReadOnlyList<IReadOnlyList<string>> pairs)
    {
        var seen = new HashSet<(string, string)>();
        var areFine = true;
        for (var i = 0; i < pairs.Count; i++)
        {
            var terms = pairs[i].Order(StringComparer.Ordinal).ToList();
            var fault = terms.Count != 2 ? $"must hold two terms but holds {terms.Count}"
                : terms[0] == terms[1] ? $"holds {Visible.Short(terms[0])} twice"
                : seen.Add((terms[0], terms[1])) ? null : "repeats a pair";
            areFine &= fault is null
                || reading.Fail(field.Item(i), fault == "repeats a pair" ? Codes.Repeated : Codes.BadValue,
                    $"{field.Path}.{i} {fault}", "give two terms that are confused with each other, each pair once");
        }

        return areFine;
    }
}
