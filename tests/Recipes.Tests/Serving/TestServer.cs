using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Recipes.Serving;
using Recipes.Testing;
using Recipes.Torch;

namespace Recipes.Tests.Serving;

/// <summary>A server in this process on a free port, with its client.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly ServedModel _model;

    private TestServer(ServedModel model, Server server)
    {
        (_model, Server) = (model, server);
        Client = new() { BaseAddress = new(server.Address) };
    }

    /// <summary>The small trained model that the repository ships.</summary>
    public static string NanoFolder => Path.Combine(RepositoryRoot.Path, "recipes", "nano", "model");

    public Server Server { get; }

    public HttpClient Client { get; }

    public static async Task<TestServer> Start(
        string folder, Func<ServeSpec, ServeSpec>? change = null, string? system = null, Precision precision = Precision.Float32)
    {
        var spec = new ServeSpec { Port = 0, Threads = 1 };
        var model = ServedModel.Load(ModelPlace.Find(folder, null, null), precision, system: system);
        return new(model, await Server.Start(model, change is null ? spec : change(spec), told => Assert.Fail($"{told}"), TestContext.Current.CancellationToken));
    }

    public Task<HttpResponseMessage> Post(string path, object body) =>
        Client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);

    /// <summary>The answer of a request that succeeds.</summary>
    public async Task<JsonElement> Ask(string path, object body)
    {
        using var response = await Post(path, body);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>Status and error of a request that fails.</summary>
    public async Task<(int Status, JsonElement Error)> Fail(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonDocument.Parse(text).RootElement.GetProperty("error").Clone());
    }

    /// <summary>The pieces of a stream; its end is asserted.</summary>
    public async Task<List<JsonElement>> Stream(string path, object body)
    {
        using var response = await Post(path, body);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data: [DONE]", events[^1]);
        return [.. events[..^1].Select(one => JsonDocument.Parse(one["data: ".Length..]).RootElement.Clone())];
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        _model.Dispose();
    }
}
