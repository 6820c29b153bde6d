using Recipes.Build.Hosting;

namespace Recipes.Build.Tasks;

/// <summary>Selected model to a verdict.</summary>
internal sealed class EvaluateTask : StageTask
{
    /// <inheritdoc/>
    public override string Name => "Evaluate";

    /// <inheritdoc/>
    public override string Description => "compares the selected model with the base on test";

    /// <inheritdoc/>
    public override string[] DependsOn => ["Train"];
}
