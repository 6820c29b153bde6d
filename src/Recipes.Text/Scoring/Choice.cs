using System.Text.Json;
using Recipes.Text.Similarity;

namespace Recipes.Text.Scoring;

/// <summary>Finds the one label that a reply chooses.</summary>
/// <remarks>The labels of an item stand in its tags, one each: <c>choice:相同</c>, <c>choice:不同</c>; without such tags
/// those of a well-known set that holds the gold label (相同/不同, 是/否, A to H, yes/no, …); without that only the gold
/// label is known, and a reply must be it, or begin with it as a line or word of its own. A reply that names two labels
/// chooses none.</remarks>
public static class Choice
{
    private const string TagPrefix = "choice:";
    private const int Most = 200; // runes of a JSON text taken for a label; longer ones are prose, chosen by hand

    private static readonly string[][] _known =
    [
        ["相同", "不同"], ["相同", "不相同"], ["同义", "不同义"], ["一致", "不一致"], ["是", "否"], ["是", "不是"], ["对", "错"], ["正确", "错误"],
        ["能", "不能"], ["yes", "no"], ["true", "false"], ["same", "different"], ["A", "B", "C", "D", "E", "F", "G", "H"],
    ];

    /// <summary>The labels of an item, its gold label among them.</summary>
    public static IReadOnlyList<string> Labels(IReadOnlyList<string> tags, string gold)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var tagged = tags.Where(t => t.StartsWith(TagPrefix, StringComparison.Ordinal))
            .Select(t => t[TagPrefix.Length..])
            .ToList();
        IReadOnlyList<string>? known = _known.FirstOrDefault(set => set.Contains(gold, StringComparer.Ordinal));
        var labels = tagged.Count > 0 ? tagged : known ?? [];
        return labels.Append(gold).Distinct(StringComparer.Ordinal).ToList();
    }

    /// <summary>The chosen label as <paramref name="labels"/> spell it, and the tier that read it; (null, None) where
    /// the reply chooses none or more than one.</summary>
    /// <param name="reply">Without its reasoning.</param>
    /// <param name="labels">At least one.</param>
    public static (string? Label, ParseTier Tier) Read(string reply, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (Equal(reply, labels) is { } whole)
        {
            return (whole, ParseTier.Strict);
        }

        var (value, tier) = ReplyJson.Read(reply, v => Single(v) is { Length: <= Most });
        if (value is { } json && Equal(Single(json) ?? "", labels) is { } inJson)
        {
            return (inJson, tier);
        }

        var text = ReplyText.WithoutCode(reply);
        if (Equal(text.TrimStart().Split('\n')[0], labels) is { } first)
        {
            return (first, ParseTier.Embedded);
        }

        var chosen = labels.Count == 1 ? FirstWord(text, labels) : new LabelMentions(labels).Only(text);
        return chosen is null ? (null, ParseTier.None) : (chosen, ParseTier.Embedded);
    }

    private static string? Equal(string text, IReadOnlyList<string> labels)
    {
        var folded = Folding.Fold(text);
        return folded.Length == 0 ? null : labels.FirstOrDefault(l => Folding.Fold(l) == folded);
    }

    private static string? FirstWord(string text, IReadOnlyList<string> labels) =>
        LabelMentions.Words(text).FirstOrDefault() is { } word ? Equal(word, labels) : null;

    /// <summary>The text of a JSON string, of a list of one, or of an object with one member.</summary>
    private static string? Single(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Array when value.GetArrayLength() == 1 => Gold.Text(value[0]),
            JsonValueKind.Object when value.EnumerateObject().Count() == 1 => Gold.Text(
                value.EnumerateObject().First().Value
            ),
            _ => Gold.Text(value),
        };
}
