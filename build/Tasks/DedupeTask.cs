using Recipes.Build.Hosting;

namespace Recipes.Build.Tasks;

/// <summary>Facts to kept facts.</summary>
internal sealed class DedupeTask : StageTask
{
    /// <inheritdoc/>
    public override string Name => "Dedupe";

    /// <inheritdoc/>
    public override string Description => "leaves out facts that repeat a kept one";

    /// <inheritdoc/>
    public override string[] DependsOn => ["Extract"];
}
