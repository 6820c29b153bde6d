using System.Text.Json;
using Recipes.Text.Similarity;

namespace Recipes.Text.Scoring;

/// <summary>Named parts of a sentence: gold values, what a reply gives for them, and their counts.</summary>
/// <remarks>A gold value is a text, a list of accepted texts, or <c>{"head": …, "phrase": …}</c>, where any contiguous
/// part of the phrase that holds the head is right. Null, an empty text and 无 say that the slot is not filled. Names
/// are compared folded: 主语, 主 and subject are one.</remarks>
internal static class Slots
{
    private static readonly Dictionary<string, string> _names = new(StringComparer.Ordinal)
    {
        ["subject"] = "主", ["predicate"] = "谓", ["verb"] = "谓", ["动"] = "谓", ["object"] = "宾", ["attributive"] = "定",
        ["adverbial"] = "状", ["complement"] = "补",
    };

    private static readonly HashSet<string> _empty = new(["", "无", "没有", "none", "null", "na"], StringComparer.Ordinal);

    /// <summary>Slot → the accepted answers, for filled slots.</summary>
    /// <exception cref="FormatException">Gold is no object.</exception>
    public static IReadOnlyDictionary<string, Func<string, bool>> Gold(JsonElement gold)
    {
        if (gold.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"gold is {gold.ValueKind} where an object of slots is wanted");
        }

        var wanted = new Dictionary<string, Func<string, bool>>(StringComparer.Ordinal);
        foreach (var member in gold.EnumerateObject())
        {
            if (Accepts(member.Value) is { } accepts)
            {
                wanted[Name(member.Name)] = accepts;
            }
        }

        return wanted;
    }

    /// <summary>All slot names of gold, filled or not.</summary>
    public static IReadOnlySet<string> Names(JsonElement gold) =>
        gold.EnumerateObject().Select(m => Name(m.Name)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Reads an object in any tier, else lines such as 主语：小明.</summary>
    /// <returns>Filled slots in order, or null where nothing was read.</returns>
    public static (IReadOnlyDictionary<string, string>? Given, ParseTier Tier) Read(
        string text,
        IReadOnlySet<string> names
    )
    {
        var (value, tier) = ReplyJson.Read(text, v =>
            v.ValueKind == JsonValueKind.Object && v.EnumerateObject().Any(m => names.Contains(Name(m.Name))));
        if (value is { } found)
        {
            return (Filled(found.EnumerateObject().Select(m => (m.Name, Text(m.Value)))), tier);
        }

        var lines = text.Split('\n', ';', '；', ',', '，', '。')
            .Select(part => (Part: part, Colon: part.IndexOfAny([':', '：'])))
            .Where(p => p.Colon > 0)
            .Select(p =>
                (Name: p.Part[..p.Colon].Trim(' ', '\t', '-', '*', '•'), Value: p.Part[(p.Colon + 1)..].Trim())
            )
            .Where(p => names.Contains(Name(p.Name)))
            .ToList();
        return lines.Count == 0 ? (null, ParseTier.None) : (Filled(lines), ParseTier.Fallback);
    }

    /// <summary>Right, wanted and given among filled slots.</summary>
    public static SpanCounts Count(
        IReadOnlyDictionary<string, Func<string, bool>> gold,
        IReadOnlyDictionary<string, string> given
    ) => new(given.Count(g => gold.TryGetValue(g.Key, out var accepts) && accepts(g.Value)), gold.Count, given.Count);

    private static Func<string, bool>? Accepts(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("head", out var head))
        {
            var inner = Folding.Fold(Text(head));
            var outer = value.TryGetProperty("phrase", out var phrase) ? Folding.Fold(Text(phrase)) : inner;
            return inner.Length == 0
                ? null
                : answer =>
                    Folding.Fold(answer) is var a
                    && (
                        a == inner
                        || (a.Contains(inner, StringComparison.Ordinal) && outer.Contains(a, StringComparison.Ordinal))
                    );
        }

        var accepted = (value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(Text) : [Text(value)])
            .Select(Folding.Fold).Where(t => !_empty.Contains(t)).ToHashSet(StringComparer.Ordinal);
        return accepted.Count == 0 ? null : answer => accepted.Contains(Folding.Fold(answer));
    }

    private static Dictionary<string, string> Filled(IEnumerable<(string Name, string Value)> slots)
    {
        var filled = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in slots)
        {
            if (!_empty.Contains(Folding.Fold(value)))
            {
                filled[Name(name)] = value;
            }
        }

        return filled;
    }

    /// <summary>A list given for one slot is its parts joined; anything without text is empty.</summary>
    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? string.Concat(value.EnumerateArray().Select(Text))
        : Scoring.Gold.Text(value) ?? "";

    private static string Name(string name)
    {
        var folded = Folding.Fold(name);
        var bare = folded.Length > 1 && folded.EndsWith('语') ? folded[..^1] : folded;
        return _names.GetValueOrDefault(bare, bare);
    }
}
