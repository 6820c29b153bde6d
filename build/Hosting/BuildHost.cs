using Cake.Cli;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.Scripting;
using Spectre.Console;

namespace Recipes.Build.Hosting;

/// <summary>From the command line to the exit code, through the real Cake engine.</summary>
internal static class BuildHost
{
    /// <summary>Runs what the words ask for.</summary>
    /// <returns>0 done · 1 a gate failed or cannot tell · 2 recipe or command line · 3 environment · 4 a stage
    /// failed.</returns>
    public static int Run(string[] args, BuildTask[] tasks)
    {
        var startedAt = DateTime.UtcNow;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        using var console = new HostConsole();
        try
        {
            var line = new CommandLine(args);
            if (HelpPages.Of(line, tasks) is { } page)
            {
                console.WriteLine(page);
                return 0;
            }

            return Run(BuildRequest.Of(line, tasks), tasks, console, startedAt);
        }
#pragma warning disable CA1031 // Do not catch general exception types: the one place that turns causes into exit codes.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Failure.Report(e, console);
        }
    }

    private static int Run(BuildRequest request, BuildTask[] tasks, HostConsole console, DateTime startedAt)
    {
        using var signals = new CancelOnSignal();
        var log = new HostLog(console) { Verbosity = request.Verbosity };
        var parts = new CakeParts(log, request.Line);
        using var context = new BuildContext(parts.Context, request, console, signals.Token);
        Register(parts.Engine, tasks, context);
        if (request.Line.Has("tree"))
        {
            context.Say(TargetTree.Lines(parts.Engine.Tasks, request.HasTargets ? request.Targets : []));
            return 0;
        }

        var host = Host(request, parts, log, console, context);
        if (request.Line.Has("exclusive"))
        {
            host.Settings.UseExclusiveTarget();
        }

        if (host is not BuildScriptHost)
        {
            host.RunTargetsAsync(request.Targets).GetAwaiter().GetResult();
            return 0;
        }

        return RunTargets(host, Planned(request, tasks), context, console, startedAt);
    }

    private static void Register(CakeEngine engine, BuildTask[] tasks, BuildContext context)
    {
        foreach (var task in tasks)
        {
            var builder = engine.RegisterTask(task.Name).Description(task.Description).Does(() => task.Run(context));
            foreach (var name in task.DependsOn)
            {
                builder.IsDependentOn(name);
            }
        }
    }

    private static IScriptHost Host(
        BuildRequest request, CakeParts parts, ICakeLog log, HostConsole console, BuildContext context)
    {
        if (request.Line.Has("description"))
        {
            return new DescriptionScriptHost(parts.Engine, parts.Context, PlainSpectre(console));
        }

        if (request.Line.Has("dryrun"))
        {
            return new DryRunScriptHost(parts.Engine, parts.Context, log);
        }

        var printer = new StageReportPrinter(console, new CakeReportPrinter(console, parts.Context), context.Outcomes);
        return new BuildScriptHost(
            parts.Engine, new DefaultExecutionStrategy(log, printer), parts.Context, printer, parts.Configuration, log);
    }

    /// <summary>Opens the recipe first, so that nothing runs before every problem of it is known.</summary>
    private static int RunTargets(
        IScriptHost host, List<BuildTask> planned, BuildContext context, HostConsole console, DateTime startedAt)
    {
        if (planned.Exists(t => t.NeedsRecipe))
        {
            context.OpenRecipe();
        }

        var draft = planned.TrueForAll(t => t.IsStage) ? context.DraftSnapshot(startedAt) : null;
        if (planned.Exists(t => t.IsStage))
        {
            host.Teardown(_ => context.WriteRunReport());
        }

        host.RunTargetsAsync(context.Request.Targets).GetAwaiter().GetResult();
        context.UpdateLock();
        foreach (var line in context.ClosingLines())
        {
            console.WriteLine(line);
        }

        var exitCode = context.Verdict is { Passed: false } ? 1 : 0;
        if (context.Request.Line.Value("json") is { } json)
        {
            RunJson.Write(json, context, exitCode);
        }

        if (draft is not null)
        {
            context.Remember(draft, exitCode);
        }

        return exitCode;
    }

    /// <summary>The targets and, unless <c>--exclusive</c>, all they depend on.</summary>
    private static List<BuildTask> Planned(BuildRequest request, BuildTask[] tasks)
    {
        var planned = tasks.Where(t => request.Targets.Contains(t.Name)).ToList();
        for (var i = 0; i < planned.Count && !request.Line.Has("exclusive"); i++)
        {
            planned.AddRange(tasks.Where(t => planned[i].DependsOn.Contains(t.Name) && !planned.Contains(t)));
        }

        return planned;
    }

    /// <summary>Cake's description table through our console: no escapes, and wide enough not to wrap.</summary>
    private static IAnsiConsole PlainSpectre(HostConsole console)
    {
        var spectre = AnsiConsole.Create(new()
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(new ConsoleText(console)),
        });
        spectre.Profile.Width = 120;
        return spectre;
    }
}
