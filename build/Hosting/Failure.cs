using Cake.Core;
using Recipes.Core;

namespace Recipes.Build.Hosting;

/// <summary>From the cause of a failure to what the user reads, and the exit code.</summary>
internal static class Failure
{
    /// <summary>Exit code where a stage failed, or we have a bug.</summary>
    public const int StageFailed = 4;

    /// <summary>Problems as they are; a stack trace where the cause is a bug of ours.</summary>
    public static int Report(Exception thrown, IConsole console)
    {
        var cause = thrown;
        while (cause is CakeReportException or AggregateException or { InnerException: RecipeException }
            && cause.InnerException is { } inner)
        {
            cause = inner;
        }

        console.ForegroundColor = ConsoleColor.Red;
        var exitCode = Report(cause, console.WriteErrorLine);
        console.ResetColor();
        return exitCode;
    }

    private static int Report(Exception cause, Action<string> write)
    {
        switch (cause)
        {
            case RecipeException recipe:
                foreach (var problem in recipe.Problems)
                {
                    write(problem.ToString());
                }

                return recipe.ExitCode;
            case OperationCanceledException:
                write("cancelled: the same command goes on where the last checkpoint was saved");
                return StageFailed;
            case CakeException cake:
                write(cake.Message);
                return cake.ExitCode == 1 ? StageFailed : cake.ExitCode; // 1 is Cake's default, and means a failed gate here
            default:
                write(cause.ToString());
                return StageFailed;
        }
    }
}
