using Recipes.Build.Hosting;

namespace Recipes.Build.Tasks;

/// <summary>The input or value that differed, per stage.</summary>
internal sealed class ExplainTask : BuildTask
{
    /// <inheritdoc/>
    public override string Name => "Explain";

    /// <inheritdoc/>
    public override string Description => "says why each stage last ran";

    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Say(context.Session.Explain());
}
