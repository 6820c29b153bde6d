using Recipes.Build.Hosting;
using Recipes.Build.Testing;

namespace Recipes.Build.Tasks;

/// <summary>Both test projects, one after the other, in Release.</summary>
internal sealed class TestTask : BuildTask
{
    /// <inheritdoc/>
    public override string Name => "Test";

    /// <inheritdoc/>
    public override string Description => "builds and runs all tests";

    /// <inheritdoc/>
    public override bool NeedsRecipe => false;

    /// <inheritdoc/>
    public override void Run(BuildContext context) => TestRun.Run(context);
}
