using System.Net.Http.Headers;
using System.Text.Json;
using Recipes.Core;
using Recipes.Tests.Torch;

namespace Recipes.Tests.Serving;

/// <summary>What clients get, asked over HTTP of the small model that the repository ships.</summary>
[Collection(LoadTorch.OneAfterTheOther)]
public sealed class ServerTests
{
    private static readonly object[] _question = [new { role = "user", content = "你好" }];

    [Fact]
    public async Task A_stream_says_what_the_whole_answer_says()
    {
        await using var server = await TestServer.Start(TestServer.NanoFolder);

        var whole = await server.Ask("/v1/chat/completions", new { messages = _question, max_tokens = 24 });
        var pieces = await server.Stream("/v1/chat/completions", new { messages = _question, max_tokens = 24, stream = true, stream_options = new { include_usage = true } });

        var choice = whole.GetProperty("choices")[0];
        Assert.Equal("assistant", pieces[0].GetProperty("choices")[0].GetProperty("delta").GetProperty("role").GetString());
        Assert.Equal(choice.GetProperty("message").GetProperty("content").GetString(), string.Concat(pieces[..^1].Select(Delta)));
        Assert.Equal(choice.GetProperty("finish_reason").GetString(), pieces[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(whole.GetProperty("usage").ToString(), pieces[^1].GetProperty("usage").ToString());
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.5)]
    public async Task A_streamed_completion_has_the_text_and_scores_of_the_whole(double temperature)
    {
        await using var server = await TestServer.Start(TestServer.NanoFolder);
        object Body(bool stream) => new
        {
            prompt = "车辆", echo = true, logprobs = 2, max_tokens = 12, temperature, top_p = 0.9, top_k = 20, min_p = 0.01,
            repetition_penalty = 1.1, seed = 7, ignore_eos = true, stream,
        };

        var whole = (await server.Ask("/v1/completions", Body(stream: false))).GetProperty("choices")[0];
        var pieces = (await server.Stream("/v1/completions", Body(stream: true))).Select(piece => piece.GetProperty("choices")[0]).ToList();

        Assert.Equal(whole.GetProperty("text").GetString(), string.Concat(pieces.Select(piece => piece.GetProperty("text").GetString())));
        Assert.StartsWith("车辆", whole.GetProperty("text").GetString(), StringComparison.Ordinal);
        foreach (var name in new[] { "tokens", "token_logprobs", "top_logprobs", "text_offset" })
        {
            var all = whole.GetProperty("logprobs").GetProperty(name).EnumerateArray().Select(one => one.ToString()).ToList();
            Assert.Equal(all, pieces.SelectMany(piece => piece.GetProperty("logprobs").GetProperty(name).EnumerateArray()).Select(one => one.ToString()));
        }
    }

    [Fact]
    public async Task A_stop_string_ends_the_answer_and_is_not_part_of_it()
    {
        await using var server = await TestServer.Start(TestServer.NanoFolder);
        var free = (await server.Ask("/v1/completions", new { prompt = "车辆", max_tokens = 24, ignore_eos = true })).GetProperty("choices")[0].GetProperty("text").GetString()!;
        var stop = free.Substring(free.Length / 2, 2);

        var choice = (await server.Ask("/v1/completions", new { prompt = "车辆", max_tokens = 24, ignore_eos = true, stop })).GetProperty("choices")[0];

        Assert.Equal(free[..free.IndexOf(stop, StringComparison.Ordinal)], choice.GetProperty("text").GetString());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task A_schema_makes_every_answer_fit_and_one_that_is_not_built_is_refused()
    {
        await using var server = await TestServer.Start(TestServer.NanoFolder);
        object Body(object schema, int tokens) => new
        {
            messages = _question, max_tokens = tokens, temperature = 1, seed = 3,
            response_format = new { type = "json_schema", json_schema = new { name = "answer", schema } },
        };
        var wanted = new { type = "object", properties = new { 答案 = new { type = "string", maxLength = 8 }, sure = new { type = "boolean" } }, required = new[] { "答案", "sure" }, additionalProperties = false };

        var choice = (await server.Ask("/v1/chat/completions", Body(wanted, 80))).GetProperty("choices")[0];
        var any = (await server.Ask("/v1/chat/completions", new { messages = _question, max_tokens = 40, response_format = new { type = "json_object" } })).GetProperty("choices")[0];
        var refused = await server.Fail("/v1/chat/completions", JsonSerializer.Serialize(Body(new { type = "integer", multipleOf = 3 }, 20)));
        var tight = await server.Fail("/v1/chat/completions", JsonSerializer.Serialize(Body(wanted, 3)));

        using var answer = JsonDocument.Parse(choice.GetProperty("message").GetProperty("content").GetString()!);
        Assert.Equal(2, answer.RootElement.EnumerateObject().Count());
        Assert.True(answer.RootElement.GetProperty("sure").ValueKind is JsonValueKind.True or JsonValueKind.False);
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(any.GetProperty("message").GetProperty("content").GetString()!).RootElement.ValueKind);
        Assert.Contains("multipleOf is not built", refused.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("max_tokens", tight.Error.GetProperty("param").GetString());
    }

    [Fact]
    public async Task Texts_and_their_ids_get_the_same_answers_each_at_its_index()
    {
        await using var server = await TestServer.Start(TestServer.NanoFolder);
        var ids = (await server.Ask("/tokenize", new { prompt = "保修期" })).GetProperty("tokens").EnumerateArray().Select(id => id.GetInt32()).ToArray();

        var texts = await server.Ask("/v1/completions", new { prompt = new[] { "车辆", "保修期" }, max_tokens = 6 });
        var alone = await server.Ask("/v1/completions", new { prompt = ids, max_tokens = 6 });

        Assert.Equal([0, 1], texts.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("index").GetInt32()));
        Assert.Equal(texts.GetProperty("choices")[1].GetProperty("text").GetString(), alone.GetProperty("choices")[0].GetProperty("text").GetString());
        Assert.Equal("保修期", (await server.Ask("/detokenize", new { tokens = ids })).GetProperty("prompt").GetString());
    }

    [Fact]
    public async Task The_recipes_system_prompt_is_put_where_the_client_sends_none()
    {
        await using var server = await TestServer.Start(TestServer.NanoFolder, system: "你是助手。");

        var own = await server.Ask("/apply-template", new { messages = _question });
        var given = await server.Ask("/apply-template", new { messages = new object[] { new { role = "system", content = "别的。" }, _question[0] } });

        Assert.Contains("你是助手。", own.GetProperty("prompt").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("你是助手。", given.GetProperty("prompt").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_brings_everything_and_may_load_nothing()
    {
        await using var server = await TestServer.Start(TestServer.NanoFolder);

        using var response = await server.Client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotMatch("(src|href)=\"(?!data:,)", page);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beyond_the_loopback_address_a_key_is_needed_and_checked()
    {
        var refused = await Assert.ThrowsAsync<RecipeException>(() => TestServer.Start(TestServer.NanoFolder, spec => spec with { Host = "0.0.0.0" }));
        await using var server = await TestServer.Start(TestServer.NanoFolder, spec => spec with { Key = "secret" });

        var without = await server.Client.GetAsync(new Uri("/v1/models", UriKind.Relative), TestContext.Current.CancellationToken);
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        var with = await server.Client.GetAsync(new Uri("/v1/models", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("RCP1030", refused.Problems[0].Code);
        Assert.Equal(401, (int)without.StatusCode);
        Assert.Equal(200, (int)with.StatusCode);
    }

    [Theory]
    [InlineData("Host", "evil.example", "host_not_allowed")]
    [InlineData("Origin", "http://evil.example", "origin_not_allowed")]
    [InlineData("Origin", "null", "origin_not_allowed")]
    public async Task A_page_of_another_server_is_refused(string header, string value, string code)
    {
        await using var server = await TestServer.Start(TestServer.NanoFolder);
        server.Client.DefaultRequestHeaders.Add(header, value);

        var (status, error) = await server.Fail("/v1/completions", """{"prompt": "a"}""");

        Assert.Equal(403, status);
        Assert.Equal(code, error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_model_without_tokenizer_answers_ids()
    {
        using var folder = new Testing.TemporaryFolder();
        foreach (var name in new[] { "config.json", "model.safetensors" })
        {
            File.Copy(Path.Combine(TestServer.NanoFolder, name), Path.Combine(folder.Path, name));
        }

        await using var server = await TestServer.Start(folder.Path);

        var answer = await server.Ask("/v1/completions", new { prompt = new[] { 5, 6, 7 }, max_tokens = 3, logprobs = 0, ignore_eos = true });
        var (status, error) = await server.Fail("/v1/completions", """{"prompt": "a"}""");

        var tokens = answer.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("tokens").EnumerateArray().Select(one => one.GetString()!).ToList();
        Assert.Equal(3, tokens.Count);
        Assert.All(tokens, token => Assert.StartsWith("token_id:", token, StringComparison.Ordinal));
        Assert.Equal((400, "RCP5402"), (status, error.GetProperty("code").GetString()));
    }

    private static string? Delta(JsonElement piece) => piece.GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString();
}
