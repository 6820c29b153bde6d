using Recipes.Build.Hosting;
using Recipes.Yaml;

namespace Recipes.Build.Tasks;

/// <summary>For editors that complete and check YAML.</summary>
internal sealed class SchemaTask : BuildTask
{
    /// <inheritdoc/>
    public override string Name => "Schema";

    /// <inheritdoc/>
    public override string Description => "prints the JSON schema of recipe.yaml";

    /// <inheritdoc/>
    public override bool NeedsRecipe => false;

    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Say(RecipeSchema.Json().TrimEnd());
}
