using Recipes.Yaml.Syntax;

namespace Recipes.Yaml;

/// <summary>Puts the <c>--set key.path=value</c>s of a command line into the tree of a recipe.</summary>
internal static class Overrides
{
    private const string Option = "--set ";
    private const string Example = "write --set mix.domain=0.5";

    /// <summary>Applies one; the last of two on the same key wins. Its places point into the <c>--set</c> itself, and
    /// its problems come in the given order, 1 for the first.</summary>
    public static void Apply(Node root, string set, int order, ProblemList problems)
    {
        var source = new SourceText(file: null, order, Option + set);
        var start = new Place(source, Option.Length);
        var equals = set.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            problems.Add(start, Codes.SetForm, "--set needs key=value", Example);
            return;
        }

        var parts = set[..equals].Trim().Split('.');
        if (parts.Any(p => p.Length == 0 || p.Any(char.IsWhiteSpace)))
        {
            problems.Add(start, Codes.SetForm, $"{Visible.Short(set[..equals])} is not the path of a key", Example);
            return;
        }

        if (Value(source, Option.Length + equals + 1, problems) is { } value)
        {
            Put(root, parts, value, start, problems);
        }
    }

    private static Node? Value(SourceText source, int offset, ProblemList problems)
    {
        var before = problems.Count;
        if (string.IsNullOrWhiteSpace(source.Text[offset..]))
        {
            problems.Add(new(source, offset), Codes.SetValue, "--set has no value after =", Example);
            return null;
        }

        var value = YamlTree.Read(source, offset, problems);
        if (value is null && problems.Count == before)
        {
            problems.Add(new(source, offset), Codes.SetValue, "--set has no value after =",
                Example + ", and quote a value that begins with #");
        }

        return value;
    }

    private static void Put(Node root, string[] parts, Node value, Place place, ProblemList problems)
    {
        var at = root;
        for (var i = 0; i < parts.Length; i++)
        {
            var wanted = i == parts.Length - 1 ? value : null;
            var next = at.Kind == NodeKind.List ? PutItem(at, parts[i], wanted) : PutEntry(at, parts[i], wanted, place);
            if (next is null)
            {
                var above = string.Join('.', parts[..i]);
                problems.Add(place, Codes.SetPlace, at.Kind == NodeKind.List
                    ? $"{above} has the entries 0 to {at.Items.Count - 1}, not {Visible.Short(parts[i])}"
                    : $"{above} holds a value, and no keys", "set the whole value, or a key that is there");
                return;
            }

            at = next;
        }
    }

    private static Node? PutItem(Node list, string part, Node? value)
    {
        if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || index >= list.Items.Count)
        {
            return null;
        }

        list.Items[index] = value ?? list.Items[index];
        return list.Items[index];
    }

    /// <summary>The value of a key, set or made; a plain value on the way is replaced by a map.</summary>
    private static Node? PutEntry(Node map, string key, Node? value, Place place)
    {
        if (map.Kind != NodeKind.Map)
        {
            return null;
        }

        var found = map.Entries.FindIndex(e => e.Key == key);
        var wanted = value ?? (found >= 0 && map.Entries[found].Value.Kind is NodeKind.Map or NodeKind.List
            ? map.Entries[found].Value
            : new Node { Kind = NodeKind.Map, Place = place });
        if (found < 0)
        {
            map.Entries.Add(new(key, place, wanted));
        }
        else if (!ReferenceEquals(map.Entries[found].Value, wanted))
        {
            map.Entries[found] = new(key, place, wanted);
        }

        return wanted;
    }
}
