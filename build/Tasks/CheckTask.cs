using Recipes.Build.Hosting;

namespace Recipes.Build.Tasks;

/// <summary>Opening the recipe has found every problem; this shows what would be trained of one sample, and says that there
/// was none.</summary>
internal sealed class CheckTask : BuildTask
{
    /// <inheritdoc/>
    public override string Name => "Check";

    /// <inheritdoc/>
    public override string Description => "reads the recipe and prints every problem";

    /// <inheritdoc/>
    public override void Run(BuildContext context)
    {
        context.Say(context.Session.Sample());
        context.Say($"{context.RecipeName}: no problems");
    }
}
