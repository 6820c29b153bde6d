using System.Net.Http.Json;
using System.Text.Json;
using Recipes.Serving;
using Recipes.Torch;

namespace Recipes.EndToEnd.Tests.Pipeline;

/// <summary>System prompts and several turns, from the rows of a recipe to the server.</summary>
public sealed class ConversationTests
{
    private const string System = "你是手册助手。";
    private const string Row = """{"messages": [{"role": "system", "content": "只说数值。"}, {"role": "user", "content": "部件1号？"}, {"role": "assistant", "content": "7 mm"}, {"role": "user", "content": "部件2号？"}, {"role": "assistant", "content": "14 mm"}]}""";

    [Fact]
    public async Task What_is_trained_is_what_is_served()
    {
        using var project = new TinyProject();
        project.Write("tuned/pairs.jsonl", [Row, .. Enumerable.Range(3, 30).Select(i => $$"""{"question": "部件{{i}}号有多长？", "answer": "{{i * 7}} mm"}""")]);
        project.Write("tuned/recipe.yaml", [
            "recipe: 1", "name: tiny", "base: ../base/out/model", $"system: {System}", "sources:", "  - pairs: pairs.jsonl", "extract: { pairs: 40 }",
            "mix: { general: [ general.jsonl ] }", "method: { ladder: [lora] }", "train: { steps: 3, tokens-per-step: 256 }", "evaluate: { general: items.jsonl, gate: [] }"]);
        var trainedBase = await project.Run("base", "Train");
        Assert.True(trainedBase.ExitCode == 0, trainedBase.Output + trainedBase.Errors);

        var check = await project.Run("tuned", "Check");
        var trained = await project.Run("tuned", "Train");

        Assert.Matches(@"sample +<\|im_start\|>system\\n" + System, check.Output);
        Assert.Matches(@"trained +\d+=A .*<\|im_end\|>", check.Output);
        Assert.True(trained.ExitCode == 0, trained.Output + trained.Errors);
        var rows = File.ReadLines(project.At("tuned/out/train.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("messages")).ToList();
        Assert.All(rows, row => Assert.Equal("system", row[0].GetProperty("role").GetString()));
        var several = Assert.Single(rows, row => row.GetArrayLength() == 5);
        Assert.Equal("只说数值。", several[0].GetProperty("content").GetString());
        var plain = rows.First(row => row.GetArrayLength() == 3);
        Assert.Equal(System, plain[0].GetProperty("content").GetString());
        await Serves(project, several, plain);
    }

    /// <summary>The server renders a conversation as training did; the recipe's system prompt needs not be sent.</summary>
    private static async Task Serves(TinyProject project, JsonElement several, JsonElement plain)
    {
        var place = ModelPlace.Find(project.At("tuned/out/model"), null, project.At("base/out/model"));
        using var model = ServedModel.Load(place, Precision.Float32, system: System);
        await using var server = await Server.Start(
            model, new() { Port = 0, Threads = 1 }, told => Assert.Fail($"{told}"), TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new(server.Address) };
        var turns = several.EnumerateArray().ToList();

        var prompt = await Ask(client, "/apply-template", new { messages = turns[..^1] });
        var sent = await Ask(client, "/apply-template", new { messages = plain.EnumerateArray().Take(2) });
        var unsent = await Ask(client, "/apply-template", new { messages = plain.EnumerateArray().Skip(1).Take(1) });
        var answer = await Ask(client, "/v1/chat/completions", new { messages = turns[..^1], max_tokens = 3 });

        Assert.Equal(
            "<|im_start|>system\n只说数值。<|im_end|>\n<|im_start|>user\n部件1号？<|im_end|>\n<|im_start|>assistant\n7 mm<|im_end|>\n"
            + "<|im_start|>user\n部件2号？<|im_end|>\n<|im_start|>assistant\n",
            prompt.GetProperty("prompt").GetString());
        Assert.Equal(sent.ToString(), unsent.ToString());
        Assert.Contains(System, sent.GetProperty("prompt").GetString(), StringComparison.Ordinal);
        Assert.Equal("assistant", answer.GetProperty("choices")[0].GetProperty("message").GetProperty("role").GetString());
    }

    private static async Task<JsonElement> Ask(HttpClient client, string path, object body)
    {
        using var response = await client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }
}
