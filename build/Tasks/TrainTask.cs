using Recipes.Build.Hosting;

namespace Recipes.Build.Tasks;

/// <summary>Rungs to a selected model; trials run here.</summary>
internal sealed class TrainTask : StageTask
{
    /// <inheritdoc/>
    public override string Name => "Train";

    /// <inheritdoc/>
    public override string Description => "trains the rungs until one passes on dev";

    /// <inheritdoc/>
    public override string[] DependsOn => ["ChooseMethod"];
}
