using Recipes.EndToEnd.Tests.Host;

namespace Recipes.EndToEnd.Tests.Documents;

/// <summary>A recipe whose documents are two sound ones and all hostile ones.</summary>
public sealed class HostileCorpus : IDisposable
{
    public HostileCorpus()
    {
        Recipe.Write("recipe.yaml", "recipe: 1\nname: tiny\nbase: base\nsources:\n  - files: documents/*\n    kind: manual\n");
        foreach (var (name, _, write) in HostileFiles.All)
        {
            write(Recipe.At("documents/" + name));
        }
    }

    public TinyRecipe Recipe { get; } = new();

    public void Dispose() => Recipe.Dispose();
}
