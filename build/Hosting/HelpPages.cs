using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Cake.Core;

namespace Recipes.Build.Hosting;

/// <summary>What <c>--help</c>, <c>--version</c> and <c>--info</c> print.</summary>
internal static class HelpPages
{
    /// <summary>The page asked for; null where none is.</summary>
    public static string? Of(CommandLine line, IReadOnlyList<BuildTask> tasks)
    {
        if (line.Has("help"))
        {
            return Help(tasks);
        }

        if (line.Has("info"))
        {
            return $"""
                Recipes {Version()}
                Cake    {typeof(CakeEngine).Assembly.GetName().Version?.ToString(3)}
                .NET    {Environment.Version}
                System  {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}
                """;
        }

        return line.Has("version") ? Version() : null;
    }

    private static string Version() =>
        typeof(HelpPages).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            .Split('+')[0] ?? "0.0.0";

    private static string Help(IReadOnlyList<BuildTask> tasks)
    {
        var page = new StringBuilder(
            "Usage: ./build.sh [--target=TARGET] [--recipe=NAME|FILE] [OPTIONS]\n\nTargets:\n"
        );
        foreach (var task in tasks)
        {
            page.Append(CultureInfo.InvariantCulture, $"  {task.Name,-26}{task.Description}\n");
        }

        page.Append("\nOptions, as --name=value or --name value:\n");
        foreach (var option in HostOption.All.Where(o => !o.IsPlanned))
        {
            var letter = Array.Find(option.Aliases, a => a.Length == 1);
            var name = $"--{option.Name}" + (option.ValueName is null ? "" : "=" + option.ValueName)
                + (letter is null ? "" : ", -" + letter);
            page.Append(CultureInfo.InvariantCulture, $"  {name,-26}{option.Help}\n");
        }

        page.Append("""

            Exit codes: 0 done, every gate passed; 1 a gate failed or cannot tell; 2 the recipe or the command
            line must change; 3 the environment lacks something; 4 a stage failed.
            """);
        return page.ToString();
    }
}
