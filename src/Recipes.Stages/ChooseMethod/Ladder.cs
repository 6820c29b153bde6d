using Recipes.Core;

namespace Recipes.Stages.ChooseMethod;

/// <summary>The order in which methods are tried.</summary>
internal static class Ladder
{
    /// <summary>Every rung that may run, in order: an explicit ladder as it stands, else all that <c>auto</c> can want; the
    /// rules of ChooseMethod then leave some out.</summary>
    public static IReadOnlyList<string> Unrolled(Recipe recipe) =>
        recipe.Base.New is not null ? ["pretrain"] : recipe.Method.Ladder ?? ["qlora", "lora", "full"];
}
