using Recipes.Build.Hosting;

namespace Recipes.Build.Tasks;

/// <summary>Mixture and machine to the rungs of the ladder.</summary>
internal sealed class ChooseMethodTask : StageTask
{
    /// <inheritdoc/>
    public override string Name => "ChooseMethod";

    /// <inheritdoc/>
    public override string Description => "decides which training methods are tried, and says why";

    /// <inheritdoc/>
    public override string[] DependsOn => ["Mix"];
}
