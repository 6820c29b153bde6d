using System.Text.Json;
using Recipes.Tests.Torch;

namespace Recipes.Tests.Serving;

/// <summary>How likely a text is, asked from outside by <c>echo</c> and <c>logprobs</c>, against other programs' numbers.</summary>
[Collection(LoadTorch.OneAfterTheOther)]
public sealed class ReferenceNllTests
{
    private const double Tolerance = 1e-3; // the reference is float32 as we are; 1e-4 is held inside

    [Fact]
    [Trait("Data", "reference")]
    public void Completions_give_the_reference_NLL_of_every_model() => ReferenceModels.Every("NLL through Serve", (model, reference) =>
        ReferenceModels.Read(reference).TryGetProperty("nll", out var nll) && nll.TryGetProperty("ids", out _)
            ? Check(model, nll).GetAwaiter().GetResult() : 0);

    private static async Task<int> Check(string folder, JsonElement nll)
    {
        var ids = ReferenceModels.Ints(nll.GetProperty("ids"));
        await using var server = await TestServer.Start(folder);

        var bare = await server.Ask("/v1/completions", new { prompt = ids, echo = true, logprobs = 0, max_tokens = 0 });
        var more = await server.Ask("/v1/completions", new { prompt = new[] { ids }, echo = true, logprobs = 1, max_tokens = 1 });

        var wanted = ReferenceModels.Doubles(nll.GetProperty("token_logprobs"));
        Compare(wanted, Scores(bare));
        Compare(wanted, Scores(more)[..^1]);
        return wanted.Length;
    }

    private static List<double?> Scores(JsonElement reply) => [.. reply.GetProperty("choices")[0].GetProperty("logprobs")
        .GetProperty("token_logprobs").EnumerateArray().Select(one => one.ValueKind == JsonValueKind.Null ? null : (double?)one.GetDouble())];

    private static void Compare(double[] wanted, List<double?> scores)
    {
        Assert.Null(scores[0]);
        Assert.Equal(wanted.Length + 1, scores.Count);
        for (var i = 0; i < wanted.Length; i++)
        {
            Assert.Equal(wanted[i], scores[i + 1] ?? double.NaN, Tolerance);
        }
    }
}
