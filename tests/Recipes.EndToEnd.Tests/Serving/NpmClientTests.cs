using System.Diagnostics;
using System.Text.Json;
using Recipes.Serving;
using Recipes.Testing;
using Recipes.Torch;

namespace Recipes.EndToEnd.Tests.Serving;

/// <summary>OpenAI's own client for JavaScript against our server.</summary>
public sealed class NpmClientTests
{
    private static readonly string _folder = Path.Combine(RepositoryRoot.Path, "tests", "Recipes.EndToEnd.Tests", "Serving", "npm");

    private static readonly string? _node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "node")).FirstOrDefault(File.Exists);

    [Fact]
    public async Task Chat_stream_log_probabilities_cancel_and_a_crowd()
    {
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(_folder, "node_modules", "openai")) && _node is not null,
            "needs node and its package: npm ci in tests/Recipes.EndToEnd.Tests/Serving/npm");
        using var model = ServedModel.Load(ModelPlace.Find(Path.Combine(RepositoryRoot.Path, "recipes", "nano", "model"), null, null), Precision.Float32);
        await using var server = await Server.Start(
            model, new() { Port = 0, Threads = 1 }, told => Assert.Fail($"{told}"), TestContext.Current.CancellationToken);

        var seen = await Seen(server.Address);

        var tokens = seen.GetProperty("tokens").GetInt32();
        Assert.Equal(tokens, seen.GetProperty("logprobs").GetArrayLength());
        Assert.All(seen.GetProperty("logprobs").EnumerateArray(), one =>
        {
            Assert.Equal(2, one[1].GetInt32());
            Assert.Equal(one[2].GetDouble(), one[0].GetDouble()); // the answer is the likeliest
        });
        Assert.Equal(seen.GetProperty("text").GetString(), seen.GetProperty("streamed").GetString());
        Assert.Equal(tokens, seen.GetProperty("streamedTokens").GetInt32());
        Assert.Equal(2, seen.GetProperty("pieces").GetInt32());
        var crowd = seen.GetProperty("crowd").EnumerateArray().Select(one => one.GetString()).ToList();
        Assert.Equal(64, crowd.Count);
        Assert.Single(crowd.Distinct());
        Assert.Contains(seen.GetProperty("answer").GetString(), new[] { "是", "否" });
        Assert.Equal(400, seen.GetProperty("status").GetInt32());
    }

    private static async Task<JsonElement> Seen(string address)
    {
        using var node = Process.Start(new ProcessStartInfo(_node ?? "node", ["client.mjs", address])
        {
            WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var errors = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(node.ExitCode == 0, await errors);
        using var json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }
}
