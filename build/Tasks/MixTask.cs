using Recipes.Build.Hosting;

namespace Recipes.Build.Tasks;

/// <summary>Kept facts to training rows; Split and Phrase run here.</summary>
internal sealed class MixTask : StageTask
{
    /// <inheritdoc/>
    public override string Name => "Mix";

    /// <inheritdoc/>
    public override string Description => "splits, phrases and blends the training data";

    /// <inheritdoc/>
    public override string[] DependsOn => ["Dedupe"];
}
