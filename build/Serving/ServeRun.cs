using Recipes.Core;
using Recipes.Serving;
using Recipes.Torch;

namespace Recipes.Build.Serving;

/// <summary>From the command line to a running server.</summary>
internal static class ServeRun
{
    private const string KeyVariable = "RECIPES_SERVE_KEY";

    /// <summary>Serves until the run is cancelled.</summary>
    public static void Run(BuildContext context)
    {
        var line = context.Request.Line;
        var spec = Spec(context);
        var chosen = ChosenModel.Of(context);
        using var model = ServedModel.Load(
            chosen.Place,
            Precisions.Of(line.Value("precision") ?? "float32"),
            chosen.Template,
            chosen.System
        );
        if (model.ChatProblem is { } problem)
        {
            context.Say(problem.ToWarning());
        }

        Serve(context, model, spec).GetAwaiter().GetResult();
    }

    private static async Task Serve(BuildContext context, ServedModel model, ServeSpec spec)
    {
        await using var server = await Server
            .Start(model, spec, context.Tell, context.Cancellation)
            .ConfigureAwait(false);
        context.Say($"{model.Name} is served at {server.Address}, the API at {server.Address}/v1; Ctrl+C stops it");
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.Cancellation.Register(signal.SetResult).ConfigureAwait(false);
        var ended = await Task.WhenAny(server.Completion, signal.Task).ConfigureAwait(false);
        await ended.ConfigureAwait(false); // a fault of the batch is a bug, and shown
        context.Say("stopping: running answers may end");
        await server.Stop().ConfigureAwait(false);
    }

    private static ServeSpec Spec(BuildContext context)
    {
        var line = context.Request.Line;
        var given = line.Value("port") ?? "8000";
        return
            int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port <= ushort.MaxValue
            ? new()
            {
                Host = line.Value("host") ?? "127.0.0.1",
                Port = port,
                Key = Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key ? key : null,
                MachineName = Environment.MachineName,
                Threads = context.Request.Threads ?? Environment.ProcessorCount,
                Seed = DateTime.UtcNow.Ticks,
            }
            : throw new RecipeException(
                Hosting.CommandLineProblems.BadValue("port", given, "a whole number from 0 to 65535", "8000")
            );
    }
}
