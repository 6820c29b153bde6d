using Recipes.Build.Hosting;
using Recipes.Build.Machine;

namespace Recipes.Build.Tasks;

/// <summary>Parts, versions and speeds of this machine, with the command that mends what is missing.</summary>
internal sealed class DoctorTask : BuildTask
{
    /// <inheritdoc/>
    public override string Name => "Doctor";

    /// <inheritdoc/>
    public override string Description => "says what this machine has and lacks";

    /// <inheritdoc/>
    public override bool NeedsRecipe => false;

    /// <inheritdoc/>
    public override void Run(BuildContext context) =>
        context.Say(Diagnosis.Lines(context.Request.Places.CacheFolder, context.Request.Threads));
}
