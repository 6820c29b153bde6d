namespace Recipes.Build.Testing;

/// <summary>The tests.</summary>
internal static class TestRun
{
    /// <summary>placeholder</summary>
    public static void Run(BuildContext context) => context.SayLast("");
}
