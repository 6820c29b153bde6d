using Recipes.Core;
using Recipes.Yaml.Keys;

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

    /// <summary>Where its keys stand.</summary>
    internal Reading? Keys { get; init; }

    /// <summary>A problem that a look beyond the recipe found in it.</summary>
    /// <param name="key">Such as <c>train.context</c>; where the recipe does not give it, the whole file is meant.</param>
    /// <param name="code">Of the problem.</param>
    /// <param name="fact">Of the problem.</param>
    /// <param name="remedy">Of the problem.</param>
    public Problem ProblemAt(string key, string code, string fact, string? remedy) =>
        Keys?.FieldOf(key)?.Node.Place is { } place
            ? place.Source.Problem(place.Offset, code, fact, remedy)
            : new() { Code = code, Fact = fact, Remedy = remedy, File = Recipe?.File };

    /// <summary>The recipe.</summary>
    /// <exception cref="RecipeException">There are problems; exit code 2.</exception>
    public Recipe OrThrow() => Recipe ?? throw new RecipeException(2, Problems);
}
