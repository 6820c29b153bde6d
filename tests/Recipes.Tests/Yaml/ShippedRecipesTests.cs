using Recipes.Testing;
using Recipes.Yaml;

namespace Recipes.Tests.Yaml;

public class ShippedRecipesTests
{
    [Fact]
    public void Every_recipe_of_the_repository_is_read_without_a_problem()
    {
        var recipes = Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "recipes"), "recipe.yaml", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/out/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();

        // The base of a recipe may be the model of another, which is there only once that one has been built.
        var options = new ReaderOptions { ToolFolder = RepositoryRoot.Path, Needed = RecipeInputs.All & ~RecipeInputs.Base };
        foreach (var path in recipes)
        {
            Assert.Empty(RecipeReader.Read(path, [], options).Problems);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{recipes.Count} recipes read");
        Assert.NotEmpty(recipes);
    }
}
