namespace Recipes.Engine;

/// <summary>Compares the parts of two keys.</summary>
internal static class PartDifference
{
    /// <summary>Parts that differ: own ones (stage, version, spec, facts), then sources and values, then nodes; within
    /// each in the order of the newer key, then what is gone. A name that occurs twice is compared by its
    /// place.</summary>
    public static IReadOnlyList<PartChange> Between(IReadOnlyList<KeyPart> old, IReadOnlyList<KeyPart> now)
    {
        var before = Numbered(old);
        var after = Numbered(now);
        var changes = after
            .Where(part => !before.TryGetValue(part.Key, out var value) || value != part.Value)
            .Select(part => new PartChange(part.Key.Name, before.GetValueOrDefault(part.Key), part.Value))
            .Concat(before
                .Where(part => !after.ContainsKey(part.Key))
                .Select(part => new PartChange(part.Key.Name, part.Value, null)));
        return [.. changes.OrderBy(change => Rank(change.Part))];
    }

    /// <summary>One line about at most two changes and how many more there are.</summary>
    public static string Line(IReadOnlyList<PartChange> changes)
    {
        const int shown = 2;
        var line = string.Join(", ", changes.Take(shown));
        return changes.Count switch
        {
            0 => "the order of its inputs",
            > shown => FormattableString.Invariant($"{line} and {changes.Count - shown} more"),
            _ => line,
        };
    }

    private static int Rank(string part) =>
        Keys.NodeOf(part) is not null ? 2 : part.StartsWith(Keys.Input(""), StringComparison.Ordinal) ? 1 : 0;

    private static Dictionary<(string Name, int Number), string> Numbered(IReadOnlyList<KeyPart> parts)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var numbered = new Dictionary<(string, int), string>(parts.Count); // no removals: keeps the order of insertion
        foreach (var part in parts)
        {
            var number = counts.GetValueOrDefault(part.Name);
            counts[part.Name] = number + 1;
            numbered.Add((part.Name, number), part.Value);
        }

        return numbered;
    }
}
