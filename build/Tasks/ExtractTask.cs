using Recipes.Build.Hosting;

namespace Recipes.Build.Tasks;

/// <summary>Documents to facts, a node per document.</summary>
internal sealed class ExtractTask : StageTask
{
    /// <inheritdoc/>
    public override string Name => "Extract";

    /// <inheritdoc/>
    public override string Description => "reads the documents and finds the facts in them";
}
