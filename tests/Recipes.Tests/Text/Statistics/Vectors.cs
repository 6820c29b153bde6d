using System.Text.Json;
using Recipes.Testing;

namespace Recipes.Tests.Text.Statistics;

/// <summary>Files of the folder statistics of the reference data: cases that other programs computed.</summary>
internal static class Vectors
{
    /// <summary>The cases of a file, all or of one kind, skipping the test where there is no data.</summary>
    public static IReadOnlyList<JsonElement> Cases(string file, string? kind = null)
    {
        var path = ReferenceData.Find("statistics", file + ".json");
        Assert.SkipWhen(path is null, $"no reference data: statistics/{file}.json is absent");
        using var stream = File.OpenRead(path!);
        var cases = JsonDocument.Parse(stream).RootElement.GetProperty("cases").EnumerateArray()
            .Where(c => kind is null || c.GetProperty("kind").GetString() == kind).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"statistics/{file}.json{(kind is null ? "" : " " + kind)}: {cases.Count} cases");
        Assert.NotEmpty(cases);
        return cases;
    }

    public static double Number(this JsonElement e, string name) => e.GetProperty(name).GetDouble();

    public static int Whole(this JsonElement e, string name) => e.GetProperty(name).GetInt32();

    public static string Text(this JsonElement e, string name) => e.GetProperty(name).GetString()!;

    public static List<double> Numbers(this JsonElement e, string name) =>
        e.GetProperty(name).EnumerateArray().Select(v => v.GetDouble()).ToList();

    public static List<string> Texts(this JsonElement e, string name) =>
        e.GetProperty(name).EnumerateArray().Select(v => v.GetString()!).ToList();

    public static bool IsNull(this JsonElement e, string name) =>
        !e.TryGetProperty(name, out var v) || v.ValueKind == JsonValueKind.Null;
}
