using Recipes.Build.Hosting;
using Recipes.Build.Serving;

namespace Recipes.Build.Tasks;

/// <summary>Runs until SIGINT or SIGTERM.</summary>
internal sealed class ServeTask : BuildTask
{
    /// <inheritdoc/>
    public override string Name => "Serve";

    /// <inheritdoc/>
    public override string Description => "serves a model to OpenAI's clients, with a chat page";

    /// <inheritdoc/>
    public override bool NeedsRecipe => false;

    /// <inheritdoc/>
    public override void Run(BuildContext context) => ServeRun.Run(context);
}
