using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Recipes.Tests.Torch;
using Recipes.Torch;

namespace Recipes.Tests.Serving;

/// <summary>Too much, too many, too long, too odd; and clients that leave or hang.</summary>
[Collection(LoadTorch.OneAfterTheOther)]
public sealed class LimitTests
{
    [Theory]
    [InlineData("/v1/completions", "{", 400, null)]
    [InlineData("/v1/completions", "[1]", 400, null)]
    [InlineData("/v1/completions", "{\"prompt\": \"\\ud800\"}", 400, null)]
    [InlineData("/v1/completions", "{}", 400, "missing_required_parameter")]
    [InlineData("/v1/completions", "{\"prompt\": \"a\", \"prompt\": \"b\"}", 400, null)]
    [InlineData("/v1/completions", "{\"prompt\": []}", 400, "invalid_value")]
    [InlineData("/v1/completions", "{\"prompt\": [-1]}", 400, "invalid_value")]
    [InlineData("/v1/completions", "{\"prompt\": [99999999]}", 400, "invalid_value")]
    [InlineData("/v1/completions", "{\"prompt\": [[1], \"a\", \"b\"]}", 400, "too_many_prompts")]
    [InlineData("/v1/completions", "{\"prompt\": \"a\", \"temperature\": -1}", 400, "invalid_value")]
    [InlineData("/v1/completions", "{\"prompt\": \"a\", \"top_p\": 0}", 400, "invalid_value")]
    [InlineData("/v1/completions", "{\"prompt\": \"a\", \"max_tokens\": 1.5}", 400, "invalid_value")]
    [InlineData("/v1/completions", "{\"prompt\": \"a\", \"stop\": [\"\"]}", 400, "invalid_value")]
    [InlineData("/v1/completions", "{\"prompt\": \"a\", \"n\": 2}", 400, "unsupported_parameter")]
    [InlineData("/v1/completions", "{\"prompt\": \"a\", \"logit_bias\": {\"x\": 1}}", 400, "invalid_value")]
    [InlineData("/v1/chat/completions", "{\"messages\": []}", 400, "invalid_value")]
    [InlineData("/v1/chat/completions", "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}]}", 400, "invalid_value")]
    [InlineData("/v1/chat/completions", "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"tools\": [{}]}", 400, "unsupported_parameter")]
    [InlineData("/v1/chat/completions", "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"top_logprobs\": 3}", 400, "invalid_value")]
    [InlineData("/v1/nothing", "{}", 404, null)]
    [InlineData("/v1/models", "{}", 405, null)]
    public async Task A_wrong_request_is_answered_in_OpenAIs_shape(string path, string body, int status, string? code)
    {
        await using var server = await TestServer.Start(TestServer.NanoFolder, spec => spec with { MostPrompts = 2 });

        var (found, error) = await server.Fail(path, body);

        Assert.Equal(status, found);
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.NotEqual("", error.GetProperty("message").GetString());
        Assert.EndsWith("_error", error.GetProperty("type").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_413()
    {
        await using var server = await TestServer.Start(TestServer.NanoFolder, spec => spec with { MostBodyBytes = 1000 });

        var (status, error) = await server.Fail("/v1/completions", $$"""{"prompt": "{{new string('a', 1000)}}"}""");

        Assert.Equal((413, "request_too_large"), (status, error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_prompt_beyond_the_context_is_refused_with_both_numbers()
    {
        await using var server = await TestServer.Start(TestServer.NanoFolder);
        var context = (await Json(server, "/v1/models")).GetProperty("data")[0].GetProperty("max_model_len").GetInt32();

        var (status, error) = await server.Fail("/v1/completions", $$"""{"prompt": [{{string.Join(',', Enumerable.Repeat(5, context))}}]}""");

        Assert.Equal((400, "context_length_exceeded"), (status, error.GetProperty("code").GetString()));
        Assert.Contains($"{context}", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_requests_get_429_and_the_others_their_answers()
    {
        await using var server = await TestServer.Start(TestServer.NanoFolder, spec => spec with { MostRequests = 1 });
        await using var first = await HangingClient.Begin(server);

        var (status, error) = await server.Fail("/v1/completions", """{"prompt": "a"}""");

        Assert.Equal((429, "too_many_requests"), (status, error.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_leaves_frees_its_row(bool streams)
    {
        await using var server = await TestServer.Start(TestServer.NanoFolder, spec => spec with { Rows = 1 });
        await using (await HangingClient.Begin(server, streams))
        {
            await Until(server, running: 1);
        }

        await Until(server, running: 0);
        var answer = await server.Ask("/v1/completions", new { prompt = "车辆", max_tokens = 2, ignore_eos = true });

        Assert.Equal(2, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task A_client_that_does_not_read_holds_up_nobody()
    {
        await using var server = await TestServer.Start(TestServer.NanoFolder, spec => spec with { Rows = 2 });
        await using var slow = await HangingClient.Begin(server);

        var answer = await server.Ask("/v1/completions", new { prompt = "车辆", max_tokens = 4, ignore_eos = true });

        Assert.Equal(4, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Theory]
    [InlineData(Precision.Float32, 3)]
    [InlineData(Precision.BFloat16, 3)]
    [InlineData(Precision.BFloat16, 30)] // a prompt that the library reads
    public async Task Of_sixty_four_clients_each_gets_the_answer_that_it_gets_alone(Precision precision, int promptTokens)
    {
        await using var server = await TestServer.Start(TestServer.NanoFolder, precision: precision);
        object Body(int client) => new { prompt = Enumerable.Range(5 + client, promptTokens), max_tokens = 4, logprobs = 0, ignore_eos = true };
        var alone = await server.Ask("/v1/completions", Body(63));

        var all = await Task.WhenAll(Enumerable.Range(0, 64).Select(client => server.Ask("/v1/completions", Body(client))));

        Assert.All(all, answer => Assert.Equal(4, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32()));
        Assert.Equal(alone.GetProperty("choices").ToString(), all[63].GetProperty("choices").ToString());
    }

    [Fact]
    public async Task A_stopping_server_ends_running_answers_with_an_error()
    {
        await using var server = await TestServer.Start(TestServer.NanoFolder, spec => spec with { StopWithin = TimeSpan.Zero });
        await using var client = await HangingClient.Begin(server);
        await Until(server, running: 1);

        await server.Server.Stop();

        Assert.True(server.Server.Completion.IsCompletedSuccessfully);
    }

    private static async Task<JsonElement> Json(TestServer server, string path) => JsonDocument.Parse(
        await server.Client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken)).RootElement.Clone();

    /// <summary>Asks until the batch holds so many answers; the test's own limit ends it otherwise.</summary>
    private static async Task Until(TestServer server, int running)
    {
        while ((await Json(server, "/health")).GetProperty("running").GetInt32() != running)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A client that asks for a long answer and reads nothing of it.</summary>
    private sealed class HangingClient : IAsyncDisposable
    {
        private readonly TcpClient _connection = new();

        public static async Task<HangingClient> Begin(TestServer server, bool streams = true)
        {
            var client = new HangingClient();
            var uri = new Uri(server.Server.Address);
            await client._connection.ConnectAsync(uri.Host, uri.Port, TestContext.Current.CancellationToken);
            var body = $$"""{"prompt": [5], "max_tokens": 100000, "ignore_eos": true, "stream": {{(streams ? "true" : "false")}}}""";
            var head = $"POST /v1/completions HTTP/1.1\r\nHost: {uri.Authority}\r\nContent-Length: {body.Length}\r\n\r\n";
            await client._connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + body), TestContext.Current.CancellationToken);
            await Until(server, running: 1);
            return client;
        }

        public ValueTask DisposeAsync()
        {
            _connection.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
