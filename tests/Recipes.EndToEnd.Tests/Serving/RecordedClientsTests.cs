using System.Net.Http.Json;
using System.Text.Json;
using Recipes.Serving;
using Recipes.Testing;
using Recipes.Torch;

namespace Recipes.EndToEnd.Tests.Serving;

/// <summary>What lm-evaluation-harness sent, and what it must get.</summary>
public sealed class RecordedClientsTests
{
    private const double Tolerance = 1e-3; // data README, clients

    [Fact]
    [Trait("Data", "reference")]
    public async Task Recorded_requests_get_the_recorded_answers()
    {
        var model = Path.Combine(Path.GetTempPath(), "recipes-expanded", "smollm2-135m-instruct");
        var files = ReferenceData.Folders("clients") is null ? [] : Directory.GetFiles(Path.Combine(ReferenceData.Root!, "clients"), "*.jsonl");
        if (files.Length == 0 || !File.Exists(Path.Combine(model, "model.safetensors")))
        {
            Assert.Skip($"no recorded requests, or their model is not expanded to {model}");
        }

        using var served = ServedModel.Load(ModelPlace.Find(model, null, null), Precision.Float32);
        await using var server = await Server.Start(served, new() { Port = 0, Threads = Environment.ProcessorCount }, told => Assert.Fail($"{told}"), TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new(server.Address), Timeout = TimeSpan.FromMinutes(5) };
        var (cases, faults) = (0, new List<string>());
        foreach (var line in files.SelectMany(file => File.ReadAllText(file).Split('\n')).Where(line => line.Length > 0))
        {
            using var record = JsonDocument.Parse(line);
            var differences = await Replay(client, record.RootElement);
            cases++;
            faults.AddRange(differences.Select(difference => $"case {cases}: {difference}"));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"recorded requests: {cases} cases, {faults.Count} differences");
        Assert.True(cases > 0);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static async Task<List<string>> Replay(HttpClient client, JsonElement record)
    {
        var path = record.GetProperty("path").GetString()!;
        if (record.GetProperty("method").GetString() == "GET")
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            return (int)answer.StatusCode == 404 ? [] : [$"{path} gave {answer.StatusCode}"]; // its README: a probe that may be 404
        }

        using var response = await client.PostAsJsonAsync(path, record.GetProperty("request"), TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return [text];
        }

        using var json = JsonDocument.Parse(text);
        var (got, wanted) = (json.RootElement.GetProperty("choices"), record.GetProperty("response").GetProperty("choices"));
        return got.GetArrayLength() != wanted.GetArrayLength()
            ? [$"{got.GetArrayLength()} choices instead of {wanted.GetArrayLength()}"]
            : [.. wanted.EnumerateArray().Zip(got.EnumerateArray(), Differences).SelectMany(all => all)];
    }

    private static List<string> Differences(JsonElement wanted, JsonElement got)
    {
        var differences = new List<string>();
        foreach (var name in new[] { "index", "text", "finish_reason", "message" }.Where(name => wanted.TryGetProperty(name, out _)))
        {
            var (a, b) = (wanted.GetProperty(name), got.GetProperty(name));
            var isEqual = name == "message"
                ? a.GetProperty("content").GetString() == b.GetProperty("content").GetString()
                : a.ToString() == b.ToString();
            if (!isEqual)
            {
                differences.Add($"{name}: {b} instead of {a}");
            }
        }

        if (wanted.TryGetProperty("logprobs", out var scores) && scores.ValueKind == JsonValueKind.Object)
        {
            differences.AddRange(Differences("tokens", scores, got.GetProperty("logprobs"), (a, b) => a.GetString() == b.GetString()));
            differences.AddRange(Differences("token_logprobs", scores, got.GetProperty("logprobs"), IsNear));
        }

        return differences;
    }

    private static bool IsNear(JsonElement a, JsonElement b) => a.ValueKind == JsonValueKind.Null
        ? b.ValueKind == JsonValueKind.Null
        : b.ValueKind == JsonValueKind.Number && Math.Abs(a.GetDouble() - b.GetDouble()) <= Tolerance;

    private static IEnumerable<string> Differences(string name, JsonElement wanted, JsonElement got, Func<JsonElement, JsonElement, bool> isEqual)
    {
        var (a, b) = (wanted.GetProperty(name), got.GetProperty(name));
        return a.GetArrayLength() != b.GetArrayLength()
            ? [$"{b.GetArrayLength()} {name} instead of {a.GetArrayLength()}"]
            : a.EnumerateArray().Zip(b.EnumerateArray()).Where(pair => !isEqual(pair.First, pair.Second)).Select(pair => $"{name}: {pair.Second} instead of {pair.First}");
    }
}
