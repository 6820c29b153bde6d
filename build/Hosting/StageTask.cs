namespace Recipes.Build.Hosting;

/// <summary>A task that is a stage of the pipeline.</summary>
internal abstract class StageTask : BuildTask
{
    /// <inheritdoc/>
    public sealed override bool IsStage => true;

    /// <inheritdoc/>
    public sealed override void Run(BuildContext context) => context.RunStage(Name);
}
