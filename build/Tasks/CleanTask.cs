using Recipes.Build.Hosting;

namespace Recipes.Build.Tasks;

/// <summary>Removes out/ and what the host remembers of the recipe.</summary>
internal sealed class CleanTask : BuildTask
{
    /// <inheritdoc/>
    public override string Name => "Clean";

    /// <inheritdoc/>
    public override string Description => "removes the outputs of a recipe";

    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Clean();
}
