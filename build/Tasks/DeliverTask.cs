using Recipes.Build.Hosting;

namespace Recipes.Build.Tasks;

/// <summary>Selected model to files that other programs load.</summary>
internal sealed class DeliverTask : StageTask
{
    /// <inheritdoc/>
    public override string Name => "Deliver";

    /// <inheritdoc/>
    public override string Description => "writes the merged model, GGUF and Modelfile, and asks them again";

    /// <inheritdoc/>
    public override string[] DependsOn => ["Report"];
}
