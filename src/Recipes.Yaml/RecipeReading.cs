using Recipes.Core;

namespace Recipes.Yaml;

/// <summary>A recipe, or all that is wrong with it.</summary>
public sealed record RecipeReading
{
    /// <summary>Null where there is a problem.</summary>
    public required Recipe? Recipe { get; init; }

    /// <summary>In file order, then in the order of the <c>--set</c>s; 100 at most, then one that counts the
    /// rest.</summary>
    public required IReadOnlyList<Problem> Problems { get; init; }

    /// <summary>One line each, with place and code; the recipe is usable.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The recipe.</summary>
    /// <exception cref="RecipeException">There are problems; exit code 2.</exception>
    public Recipe OrThrow() => Recipe ?? throw new RecipeException(2, Problems);
}
