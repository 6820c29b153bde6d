using System.Collections.Concurrent;
using Cake.Core;

namespace Recipes.Build.Testing;

/// <summary>Builds the test projects in Release and runs them one after the other.</summary>
internal static class TestRun
{
    private static readonly string[] _projects = ["Recipes.Tests", "Recipes.EndToEnd.Tests"];

    /// <summary>Ends the output with <c>N passed, N failed</c> and, where some were, <c>, N skipped</c>.</summary>
    /// <exception cref="CakeException">A project does not build, a test failed, or none ran.</exception>
    public static void Run(BuildContext context)
    {
        var root = context.Request.Places.ToolFolder;
        var filter = TestFilter.Arguments(context.Request.Line.Value("filter"));
        var total = new TestCounts();
        context.SayLast(total.ToString());
        foreach (var project in _projects)
        {
            Build(context, root, project);
        }

        foreach (var project in _projects)
        {
            total += RunProject(context, root, project, filter);
            context.SayLast(total.ToString());
        }

        if (total.Failed > 0 || total.Passed == 0)
        {
            throw new CakeException(4, total.Failed > 0 ? "tests failed" : "no test ran");
        }
    }

    private static void Build(BuildContext context, string root, string project)
    {
        context.Say($"building {project}");
        string[] build =
        [
            "build",
            Path.Combine(root, "tests", project),
            "-c",
            "Release",
            "-v:q",
            "-nologo",
            "-tl:off",
            "-nodeReuse:false",
        ];
        var output = new ConcurrentQueue<string>();
        if (ChildProcess.Run("dotnet", build, root, output.Enqueue, context.Cancellation) is not 0 and var code)
        {
            context.Say(output);
            throw new CakeException(4, $"{project} does not build: dotnet build ended with {code}");
        }
    }

    private static TestCounts RunProject(BuildContext context, string root, string project, string[] filter)
    {
        context.Say($"running {project}");
        var program = Path.Combine(root, "artifacts", "bin", project, "release", project + ".dll");
        var output = new TestOutput(project, context.Say);
        string[] run = [program, "--output", "Detailed", "--no-ansi", "--progress", "off", .. filter];
        var code = ChildProcess.Run("dotnet", run, root, output.Take, context.Cancellation);
        var counts = output.Counts;
        var isExplained = code is 0 or 8 || (code == 2 && counts.Failed > 0); // 2: a test failed, 8: none ran
        if (isExplained)
        {
            return counts;
        }

        context.Say($"{project} ended with exit code {code}, which no test explains: counted as one failure");
        return counts + new TestCounts { Failed = 1 };
    }
}
