using System.Text.RegularExpressions;
using Cake.Core.Diagnostics;
using Recipes.Core;

namespace Recipes.Build.Hosting;

/// <summary>The command line with its paths resolved and its numbers read.</summary>
internal sealed partial class BuildRequest
{
    private BuildRequest(CommandLine line) => Line = line;

    /// <summary>The words.</summary>
    public CommandLine Line { get; }

    /// <summary>Names of registered targets, at least one.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>Whether the command line itself names targets.</summary>
    public bool HasTargets => Line.Values("target").Count > 0;

    /// <summary>Where tool, recipe and store lie.</summary>
    public required Places Places { get; init; }

    /// <summary>Absolute paths.</summary>
    public required IReadOnlyList<string> Allow { get; init; }

    /// <summary>At least 1; null → the processors this process may use.</summary>
    public required int? Threads { get; init; }

    /// <summary>native or portable.</summary>
    public string Numeric => Line.Value("numeric")?.ToLowerInvariant() ?? "native";

    /// <summary>Cake's levels, whole or by their first letter.</summary>
    public Verbosity Verbosity
    {
        get
        {
            var given = Line.Value("verbosity");
            foreach (var level in Enum.GetValues<Verbosity>())
            {
                if (given is not null && level.ToString().StartsWith(given, StringComparison.OrdinalIgnoreCase))
                {
                    return level;
                }
            }

            return Verbosity.Normal;
        }
    }

    /// <summary>Checks the words against the targets.</summary>
    /// <exception cref="RecipeException">A word cannot stand; all such words.</exception>
    public static BuildRequest Of(CommandLine line, IReadOnlyList<BuildTask> tasks)
    {
        var problems = new List<Problem>(line.Problems ?? []);
        var targets = RegisteredTargets(line, tasks, problems);
        var threads = Number(line, problems);
        if (line.Value("device") is { } device && !Device().IsMatch(device))
        {
            problems.Add(CommandLineProblems.BadValue("device", device, "cpu, cuda:N or mps", "cpu"));
        }

        foreach (var set in line.Values("set"))
        {
            if (set.IndexOf('=', StringComparison.Ordinal) < 1)
            {
                problems.Add(CommandLineProblems.BadValue("set", set, "key=value", "train.steps=900"));
            }
        }

        if (problems.Count > 0)
        {
            throw new RecipeException(2, problems);
        }

        return new(line)
        {
            Targets = targets,
            Threads = threads,
            Places = Places.Of(line),
            Allow = line.Values("allow").Select(Path.GetFullPath).ToList(),
        };
    }

    /// <summary>Portable numbers need variables that libtorch and MKL read when they load; build.sh sets
    /// them.</summary>
    /// <exception cref="RecipeException">They are not set: exit code 3.</exception>
    public void CheckNumericClass()
    {
        var isSet = Environment.GetEnvironmentVariable("MKL_CBWR") == "AVX2,STRICT"
            && Environment.GetEnvironmentVariable("ATEN_CPU_CAPABILITY") == "avx2";
        if (Numeric == "portable" && !isSet)
        {
            throw new RecipeException(3, [new()
            {
                Code = "RCP1102",
                Fact = "--numeric=portable needs MKL_CBWR=AVX2,STRICT and ATEN_CPU_CAPABILITY=avx2 in the environment",
                Remedy = "start through build.sh with --numeric=portable, which sets them",
            }]);
        }
    }

    /// <summary>Says which recipe is meant where there is none of that name.</summary>
    /// <exception cref="RecipeException">No file is there.</exception>
    public void CheckRecipeFile()
    {
        if (File.Exists(Places.RecipeFile))
        {
            return;
        }

        var given = Line.Value("recipe") ?? "quickstart";
        var folder = Path.Combine(Places.ToolFolder, "recipes");
        var known = Directory.Exists(folder)
            ? Directory
                .GetFiles(
                    folder,
                    "recipe.yaml",
                    new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }
                )
                .Select(f => Path.GetFileName(Path.GetDirectoryName(f)!))
                .Order(StringComparer.Ordinal)
                .ToList()
            : [];
        throw new RecipeException(
            new Problem
            {
                Code = "RCP1008",
                Fact =
                    $"there is no recipe '{given}': {Path.GetRelativePath(Environment.CurrentDirectory, Places.RecipeFile)} does not exist",
                Remedy = NearestWord.Of(given, known) is { } near
                    ? $"did you mean --recipe={near}?"
                    : "give the name of a folder below recipes/ ("
                        + string.Join(", ", known)
                        + "), or the path of a recipe.yaml",
            }
        );
    }

    /// <summary>Cake's word for the default target is accepted, and means Report.</summary>
    private static List<string> RegisteredTargets(
        CommandLine line,
        IReadOnlyList<BuildTask> tasks,
        List<Problem> problems
    )
    {
        var targets = new List<string>();
        foreach (var given in line.Values("target").DefaultIfEmpty("Default"))
        {
            var wanted = given.Equals("Default", StringComparison.OrdinalIgnoreCase) ? "Report" : given;
            var task = tasks.FirstOrDefault(t => t.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase));
            if (task is null)
            {
                problems.Add(CommandLineProblems.UnknownTarget(given, tasks.Select(t => t.Name)));
            }
            else if (!targets.Contains(task.Name))
            {
                targets.Add(task.Name);
            }
        }

        return targets;
    }

    [GeneratedRegex(@"^(cpu|mps|cuda:\d{1,2})$")]
    private static partial Regex Device();

    private static int? Number(CommandLine line, List<Problem> problems)
    {
        if (line.Value("threads") is not { } given)
        {
            return null;
        }

        if (
            int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var threads)
            && threads is > 0 and <= 4096
        )
        {
            return threads;
        }

        problems.Add(CommandLineProblems.BadValue("threads", given, "a whole number from 1 to 4096", "2"));
        return null;
    }
}
