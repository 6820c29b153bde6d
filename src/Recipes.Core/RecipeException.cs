namespace Recipes.Core;

/// <summary>All the problems of one cause, thrown once. Any other exception is a bug of ours.</summary>
public sealed class RecipeException : Exception
{
    /// <param name="exitCode">2 recipe or command line · 3 environment · 4 a stage failed.</param>
    /// <param name="problems">At least one, in file order.</param>
    public RecipeException(int exitCode, IReadOnlyList<Problem> problems)
        : base(string.Join("\n", problems))
    {
        ExitCode = exitCode;
        Problems = problems;
    }

    /// <summary>One problem of the recipe, the command line or the items: exit code 2.</summary>
    public RecipeException(Problem problem)
        : this(2, [problem])
    {
    }

    /// <summary>The exit code of the process, 2 to 4.</summary>
    public int ExitCode { get; }

    /// <summary>In file order.</summary>
    public IReadOnlyList<Problem> Problems { get; }
}
