using Recipes.Build.Hosting;
using Recipes.Build.Serving;

namespace Recipes.Build.Tasks;

/// <summary>What a model folder is, and what of it would be refused.</summary>
internal sealed class InspectTask : BuildTask
{
    /// <inheritdoc/>
    public override string Name => "Inspect";

    /// <inheritdoc/>
    public override string Description => "says what a model folder is: shape, memory, tokenizer, chat template";

    /// <inheritdoc/>
    public override bool NeedsRecipe => false;

    /// <inheritdoc/>
    public override void Run(BuildContext context) => InspectRun.Run(context);
}
