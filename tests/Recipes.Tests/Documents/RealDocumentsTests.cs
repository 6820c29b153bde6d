using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Recipes.Documents;
using Recipes.Testing;

namespace Recipes.Tests.Documents;

/// <summary>Real documents of others with texts that at least two other readers find in them.</summary>
[Trait("Data", "reference")]
public sealed partial class RealDocumentsTests
{
    // The shares are those that the readers of each format must reach together: 99 % of the texts, 97 % of the numbers.
    // PDF: eight right-to-left lines are expected with their ligatures or punctuation reversed.
    [Theory]
    [InlineData("docx", 0.99)]
    [InlineData("dotx", 0.99)]
    [InlineData("docm", 0.99)]
    [InlineData("xlsx", 0.99)]
    [InlineData("pdf", 0.96)]
    [InlineData("pptx", 0.99)]
    [InlineData("html", 0.99)]
    [InlineData("epub", 0.99)]
    [InlineData("eml", 0.99)]
    [InlineData("txt", 0.99)]
    public void Texts_and_numbers_are_found_and_nothing_leaks(string type, double share)
    {
        var seen = new Tally();

        foreach (var expected in Expected().Where(e => e.GetProperty("type").GetString() == type))
        {
            seen.Files++;
            Score(expected, seen);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"real-documents {type}: {seen}");
        Assert.NotEqual(0, seen.Files);
        Assert.True(seen.Found >= share * seen.Needles, seen.ToString());
        Assert.True(seen.LabelsFound >= 0.97 * seen.Labels, seen.ToString());
        Assert.Equal(0, seen.Leaked);
        Assert.True(seen.InOrder >= 0.94 * seen.Pairs, seen.ToString());
        Assert.Equal("", string.Join(", ", seen.Wrong));
    }

    private static void Score(JsonElement expected, Tally seen)
    {
        var name = expected.GetProperty("file").GetString()!;
        var result = DocumentReader.Read(
            ReferenceData.Find("real-documents", "files", name)!, name, "manual", ReadLimits.Default, TestContext.Current.CancellationToken);
        var isProblem = expected.GetProperty("expect").GetString() == "problem";
        var isEmpty = expected.TryGetProperty("no_text", out _);
        if ((result.Document is null) != isProblem && !isEmpty)
        {
            seen.Wrong.Add(name);
        }

        if (result.Document is null)
        {
            return;
        }

        var text = DocumentText.Render(result.Document).Text;
        var folded = Fold(text);
        foreach (var needle in Strings(expected, "needles").Concat(Strings(expected, "table_needles")).Concat(Unordered(expected)))
        {
            seen.Needles++;
            seen.Found += folded.Contains(Fold(needle), StringComparison.Ordinal) ? 1 : 0;
        }

        var places = Strings(expected, "needles").Select(n => folded.IndexOf(Fold(n), StringComparison.Ordinal)).Where(p => p >= 0).ToList();
        seen.Pairs += Math.Max(0, places.Count - 1);
        seen.InOrder += places.Zip(places.Skip(1)).Count(p => p.First < p.Second);
        foreach (var repeat in Items(expected, "repeat"))
        {
            var times = CountOf(folded, Fold(repeat.GetProperty("t").GetString()!));
            seen.Repeats++;
            seen.RepeatsOver += times > repeat.GetProperty("max").GetInt32() ? 1 : 0;
        }

        foreach (var forbidden in Items(expected, "forbidden").Where(f => !f.TryGetProperty("soft", out _)))
        {
            seen.Leaked += folded.Contains(Fold(forbidden.GetProperty("t").GetString()!), StringComparison.Ordinal) ? 1 : 0;
        }

        var pieces = text.Split('\n', '|', '\t').Select(Fold).ToHashSet();
        var lines = text.Split('\n').Select(Fold).ToList();
        foreach (var label in Items(expected, "labels"))
        {
            var wanted = Fold(label.GetProperty("label").GetString()! + label.GetProperty("text").GetString());
            seen.Labels++;
            seen.LabelsFound += pieces.Any(p => p.StartsWith(wanted, StringComparison.Ordinal)) || lines.Contains(wanted) ? 1 : 0;
        }
    }

    private static int CountOf(string text, string part)
    {
        var count = 0;
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }

    private static IEnumerable<JsonElement> Expected()
    {
        var file = ReferenceData.Find("real-documents", "expected.jsonl");
        Assert.SkipWhen(file is null, "reference data absent: real-documents");
        return Recipes.Core.JsonLines.Read<JsonElement>(file);
    }

    private static IEnumerable<string> Unordered(JsonElement expected) =>
        Items(expected, "needles_unordered").Where(u => u.GetProperty("kind").GetString() != "short").Select(u => u.GetProperty("t").GetString()!);

    private static IEnumerable<string> Strings(JsonElement expected, string name) =>
        Items(expected, name).Select(i => i.GetString()!).Where(s => Fold(s).Length > 0);

    private static JsonElement.ArrayEnumerator Items(JsonElement expected, string name) =>
        expected.TryGetProperty(name, out var list) ? list.EnumerateArray() : default;

    /// <summary>What the scorer beside the data compares: NFKC, lower case, without white space and Markdown signs.</summary>
    private static string Fold(string text) =>
        Ignored().Replace(text.Normalize(NormalizationForm.FormKC), "").ToLowerInvariant();

    [GeneratedRegex(@"[\s\u200b-\u200f\u202a-\u202e\u2060\u00ad\ufeff\\*_|`#>~]+")]
    private static partial Regex Ignored();

    private sealed class Tally
    {
        public int Files { get; set; }

        public int Needles { get; set; }

        public int Found { get; set; }

        /// <summary>Neighbouring texts that were both found.</summary>
        public int Pairs { get; set; }

        public int InOrder { get; set; }

        public int Labels { get; set; }

        public int LabelsFound { get; set; }

        public int Leaked { get; set; }

        public int Repeats { get; set; }

        /// <summary>Running headers and footers that came out more often than in the document's own text.</summary>
        public int RepeatsOver { get; set; }

        public List<string> Wrong { get; } = [];

        public override string ToString() =>
            $"{Files} files, needles {Found}/{Needles}, in order {InOrder}/{Pairs}, "
            + $"labels {LabelsFound}/{Labels}, leaked {Leaked}, running headers over {RepeatsOver}/{Repeats}";
    }
}
