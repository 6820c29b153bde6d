namespace Recipes.Build.Machine;

/// <summary>What this machine has and lacks.</summary>
internal static class Diagnosis
{
    /// <summary>placeholder</summary>
    public static IReadOnlyList<string> Lines(BuildContext context) => [context.RecipeName, CultureInfo.CurrentCulture.Name];
}
