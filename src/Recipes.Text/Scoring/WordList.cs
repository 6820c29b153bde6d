using System.Text.Json;
using System.Text.RegularExpressions;

namespace Recipes.Text.Scoring;

/// <summary>Reads a list of words out of a reply.</summary>
internal static partial class WordList
{
    // Of the words between slashes to the text, so that a date is no segmentation; chosen by hand.
    private const double LeastLikeness = 0.5;

    /// <summary>A JSON array of words in any tier; else words between / or |, or blanks, or one per line.</summary>
    /// <param name="text">A reply without its reasoning.</param>
    /// <param name="gold">The gold words; the other forms are believed only if they spell this text, words between
    /// slashes if they spell half of it.</param>
    public static (IReadOnlyList<string> Words, ParseTier Tier) Read(string text, IReadOnlyList<string> gold)
    {
        var (value, tier) = ReplyJson.Read(text, IsWordArray);
        if (value is { } array)
        {
            return (
                array
                    .EnumerateArray()
                    .Select(Gold.Text)
                    .OfType<string>()
                    .Where(w => !string.IsNullOrWhiteSpace(w))
                    .ToList(),
                tier
            );
        }

        var marked = Candidates(text).Select(line => Marks().Split(line)).Where(words => words.Length > 1).Select(Clean)
            .Select(words => (Words: words, Likeness: Segmentation.Likeness(gold, words)))
            .Where(c => c.Likeness >= LeastLikeness).OrderByDescending(c => c.Likeness).FirstOrDefault().Words;
        if (marked is not null)
        {
            return (marked, ParseTier.Fallback);
        }

        var spaced = Candidates(text).Select(line => Clean(line.Split((char[]?)null)))
            .Append(Clean(text.Split('\n').Select(WithoutBullet)))
            .FirstOrDefault(words => words.Count > 1 && Segmentation.IsFaithful(gold, words));
        return spaced is null ? ([], ParseTier.None) : (spaced, ParseTier.Fallback);
    }

    /// <summary>Strings and numbers, at least one string: <c>[1]</c> is a footnote.</summary>
    private static bool IsWordArray(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
        && value
            .EnumerateArray()
            .All(v => v.ValueKind is JsonValueKind.String or JsonValueKind.Number && Gold.Text(v) is not null)
        && value.EnumerateArray().Any(v => v.ValueKind == JsonValueKind.String);

    /// <summary>Each line, and each line without what stands before its first colon.</summary>
    private static IEnumerable<string> Candidates(string text) =>
        text.Split('\n').SelectMany(line =>
            line.IndexOfAny([':', '：']) is var colon and > 0 ? [line, line[(colon + 1)..]] : new[] { line });

    private static List<string> Clean(IEnumerable<string> words) =>
        words.Select(w => w.Trim()).Where(w => w.Length > 0).ToList();

    private static string WithoutBullet(string line) => Bullet().Replace(line, "");

    [GeneratedRegex(@"[/／|｜]")]
    private static partial Regex Marks();

    [GeneratedRegex(@"^\s*(?:\d{1,4}[.、)]|[-*•])\s+")]
    private static partial Regex Bullet();
}
