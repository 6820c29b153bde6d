using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Recipes.Core;
using Recipes.Serving.Batching;

namespace Recipes.Serving;

/// <summary>A running OpenAI-compatible server over one model.</summary>
public sealed class Server : IAsyncDisposable
{
    private const int MostConnections = 1024; // more are closed at once; chosen by hand

    private readonly WebApplication _app;
    private readonly BatchLoop _batch;
    private readonly ServeSpec _spec;

    private Server(WebApplication app, BatchLoop batch, ServeSpec spec) => (_app, _batch, _spec) = (app, batch, spec);

    /// <summary>Where it listens, for example <c>http://127.0.0.1:8000</c>.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";

    /// <summary>Ends when answers can be computed no more; faulted where computing one threw.</summary>
    public Task Completion => _batch.Completion;

    /// <summary>Starts to listen.</summary>
    /// <param name="model">Must outlive the server.</param>
    /// <param name="spec">Where it listens and what it refuses.</param>
    /// <param name="emit">Takes faults of ours that a request met.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="RecipeException">RCP1030 an address elsewhere without a key · RCP1031 the address is no address of this
    /// machine, or in use.</exception>
    public static async Task<Server> Start(
        ServedModel model, ServeSpec spec, Action<RunEvent> emit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(emit);
        var address = AddressOf(spec);
        var batch = new BatchLoop(model.Model, spec.Rows, spec.Threads);
        var app = Build(new Routes(model, spec, batch).Answer, spec, address, emit);
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            batch.Dispose();
            await app.DisposeAsync().ConfigureAwait(false);
            throw new RecipeException(3, [new()
            {
                Code = "RCP1031",
                Fact = $"the server cannot listen on {address}, port {spec.Port}: {e.Message}",
                Remedy = "give another port by --port=N, or another address of this machine by --host=ADDRESS",
            }]);
        }

        return new(app, batch, spec);
    }

    /// <summary>Takes no more requests, lets running ones end within <see cref="ServeSpec.StopWithin"/>, and aborts the
    /// rest.</summary>
    public async Task Stop()
    {
        using var limit = new CancellationTokenSource(_spec.StopWithin);
        await _app.StopAsync(limit.Token).ConfigureAwait(false);
        _batch.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_batch.Completion.IsCompleted)
        {
            await Stop().ConfigureAwait(false);
        }

        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(RequestDelegate answer, ServeSpec spec, IPAddress address, Action<RunEvent> emit)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Logging.AddProvider(new FaultLog(emit));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = spec.MostBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Listen(address, spec.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var app = builder.Build();
        app.Run(answer);
        return app;
    }

    private static IPAddress AddressOf(ServeSpec spec)
    {
        var isKnown = IPAddress.TryParse(spec.Host, out var address) || spec.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        address ??= IPAddress.Loopback;
        if (!isKnown)
        {
            throw new RecipeException(new Problem
            {
                Code = "RCP1031",
                Fact = $"--host must be an IP address of this machine, or localhost, but is '{spec.Host}'",
                Remedy = "for example --host=0.0.0.0 for all addresses",
            });
        }

        return IPAddress.IsLoopback(address) || spec.Key is not null ? address : throw new RecipeException(new Problem
        {
            Code = "RCP1030",
            Fact = $"whoever reaches {spec.Host} could use this server, so it needs a key there",
            Remedy = "put a key into the variable RECIPES_SERVE_KEY, or leave --host out: then this machine alone is served",
        });
    }

    /// <summary>The host of the build listens to signals, not ASP.NET's.</summary>
    private sealed class QuietLifetime : IHostLifetime
    {
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
