using System.Runtime.CompilerServices;
using Recipes.Build.Hosting;
using Recipes.Build.Tasks;

[assembly: DisableRuntimeMarshalling]

namespace Recipes.Build;

/// <summary>Which targets exist. How they work is in src/.</summary>
internal static class Program
{
    /// <summary>Where nothing changed since the last run of these words, its outcome is printed again and Cake never starts.</summary>
    private static int Main(string[] args) =>
        NothingToDo.Replay(args) ?? BuildHost.Run(args, Tasks());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BuildTask[] Tasks() =>
    [
        new CheckTask(),
        new ExtractTask(),
        new DedupeTask(),
        new MixTask(),
        new ChooseMethodTask(),
        new TrainTask(),
        new EvaluateTask(),
        new ReportTask(),
        new DeliverTask(),
        new ExplainTask(),
        new InspectTask(),
        new ServeTask(),
        new DoctorTask(),
        new CleanTask(),
        new SchemaTask(),
        new TestTask(),
    ];
}
