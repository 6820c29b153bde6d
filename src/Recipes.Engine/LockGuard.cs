using Recipes.Core;

namespace Recipes.Engine;

/// <summary>Ends a locked run at the first difference: before anything runs for a source, after its node for an
/// output.</summary>
/// <param name="locked">The lock file's content.</param>
/// <param name="path">Its path, for problems.</param>
/// <param name="state">Empty at first.</param>
internal sealed class LockGuard(RecipeLock locked, string path, LockState state)
{
    /// <summary>Compares the sources of nodes that are about to run.</summary>
    /// <exception cref="RecipeException">Some differ; all are named.</exception>
    public void CheckSources(IReadOnlyList<Node> nodes)
    {
        foreach (var node in nodes)
        {
            state.IncludeSources(node);
        }

        ThrowIfAny([.. nodes.SelectMany(node => state.CompareSources(node, locked, path)).Distinct()]);
    }

    /// <summary>Compares a node that has just become available.</summary>
    /// <exception cref="RecipeException">Its output differs.</exception>
    public void CheckOutput(Node node)
    {
        state.Include(node);
        ThrowIfAny(state.CompareOutput(node, locked, path));
    }

    private static void ThrowIfAny(IReadOnlyList<Problem> problems)
    {
        if (problems.Count > 0)
        {
            throw new RecipeException(2, problems);
        }
    }
}
