using System.ClientModel;
using OpenAI;
using OpenAI.Chat;
using Recipes.Serving;
using Recipes.Testing;
using Recipes.Torch;

namespace Recipes.EndToEnd.Tests.Serving;

/// <summary>OpenAI's own client for .NET against our server, which it takes for theirs.</summary>
public sealed class OpenAIClientTests
{
    private static readonly ChatMessage[] _question = [new UserChatMessage("你好")];

    [Fact]
    public async Task A_chat_answers_and_tells_its_log_probabilities()
    {
        await using var served = await Served.Start();

        ChatCompletion answer = await served.Client.CompleteChatAsync(
            _question, new() { MaxOutputTokenCount = 8, IncludeLogProbabilities = true, TopLogProbabilityCount = 2 }, TestContext.Current.CancellationToken);

        Assert.Equal(answer.Usage.OutputTokenCount, answer.ContentTokenLogProbabilities.Count);
        Assert.All(answer.ContentTokenLogProbabilities, token => Assert.Equal(2, token.TopLogProbabilities.Count));
        Assert.All(answer.ContentTokenLogProbabilities, token => Assert.Equal(token.TopLogProbabilities[0].LogProbability, token.LogProbability));
    }

    [Fact]
    public async Task A_stream_is_the_same_answer_piece_by_piece()
    {
        await using var served = await Served.Start();
        ChatCompletion whole = await served.Client.CompleteChatAsync(_question, new() { MaxOutputTokenCount = 16 }, TestContext.Current.CancellationToken);

        var (text, tokens) = ("", 0);
        await foreach (var update in served.Client.CompleteChatStreamingAsync(_question, new() { MaxOutputTokenCount = 16 }, TestContext.Current.CancellationToken))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            tokens = update.Usage?.OutputTokenCount ?? tokens;
        }

        Assert.Equal(string.Concat(whole.Content.Select(part => part.Text)), text);
        Assert.Equal(whole.Usage.OutputTokenCount, tokens);
    }

    [Fact]
    public async Task A_cancelled_stream_leaves_the_server_to_others()
    {
        await using var served = await Served.Start();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in served.Client.CompleteChatStreamingAsync(_question, new(), cancel.Token))
            {
                await cancel.CancelAsync();
            }

            cancel.Token.ThrowIfCancellationRequested(); // an answer of one piece was over before
        });

        ChatCompletion next = await served.Client.CompleteChatAsync(_question, new() { MaxOutputTokenCount = 2 }, TestContext.Current.CancellationToken);
        Assert.True(next.Usage.OutputTokenCount > 0);
    }

    [Fact]
    public async Task Sixty_four_clients_at_once_all_get_the_same_answer()
    {
        await using var served = await Served.Start();

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
            (await served.Client.CompleteChatAsync(_question, new() { MaxOutputTokenCount = 4 }, TestContext.Current.CancellationToken)).Value));

        Assert.Single(answers.Select(answer => string.Concat(answer.Content.Select(part => part.Text))).Distinct());
    }

    [Fact]
    public async Task A_structured_output_fits_its_schema()
    {
        await using var served = await Served.Start();
        var schema = BinaryData.FromString("""
            {"type":"object","properties":{"steps":{"type":"array","items":{"type":"string","maxLength":12},"maxItems":3},"answer":{"enum":["是","否"]}},
             "required":["steps","answer"],"additionalProperties":false}
            """);

        ChatCompletion answer = await served.Client.CompleteChatAsync(
            _question,
            new() { MaxOutputTokenCount = 120, ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("answer", schema, jsonSchemaIsStrict: true) },
            TestContext.Current.CancellationToken);

        using var json = System.Text.Json.JsonDocument.Parse(answer.Content[0].Text);
        Assert.InRange(json.RootElement.GetProperty("steps").GetArrayLength(), 0, 3);
        Assert.Contains(json.RootElement.GetProperty("answer").GetString(), new[] { "是", "否" });
        Assert.Equal(2, json.RootElement.EnumerateObject().Count());
    }

    [Fact]
    public async Task An_error_reaches_the_client_with_its_words()
    {
        await using var served = await Served.Start();

        var thrown = await Assert.ThrowsAsync<ClientResultException>(async () =>
            await served.Client.CompleteChatAsync(_question, new() { Temperature = -1 }, TestContext.Current.CancellationToken));

        Assert.Equal(400, thrown.Status);
        Assert.Contains("temperature must be", thrown.Message, StringComparison.Ordinal);
    }

    private sealed class Served(ServedModel model, Server server) : IAsyncDisposable
    {
        public ChatClient Client { get; } = new(
            model.Name, new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new(server.Address + "/v1") });

        public static async Task<Served> Start()
        {
            var folder = Path.Combine(RepositoryRoot.Path, "recipes", "nano", "model");
            var model = ServedModel.Load(ModelPlace.Find(folder, null, null), Precision.Float32);
            return new(model, await Server.Start(model, new() { Port = 0, Threads = 1 }, told => Assert.Fail($"{told}"), TestContext.Current.CancellationToken));
        }

        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            model.Dispose();
        }
    }
}
