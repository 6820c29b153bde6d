using System.Runtime.CompilerServices;
using Recipes.Build.Hosting;
using Recipes.Build.Tasks;
using Recipes.Documents.Workers;

[assembly: DisableRuntimeMarshalling]

namespace Recipes.Build;

/// <summary>Which targets exist. How they work is in src/.</summary>
internal static class Program
{
    /// <summary>Not for users: the host starts itself with this word to read documents apart.</summary>
    private const string DocumentWorkerWord = "--document-worker";

    /// <summary>How the host starts itself.</summary>
    public static WorkerCommand DocumentWorkerCommand =>
        new(Environment.ProcessPath ?? "dotnet", [typeof(Program).Assembly.Location, DocumentWorkerWord]);

    /// <summary>Where nothing changed since the last run of these words, its outcome is printed again and Cake never starts.</summary>
    private static int Main(string[] args) =>
        args is [DocumentWorkerWord] ? ReadDocuments() : NothingToDo.Replay(args) ?? BuildHost.Run(args, Tasks());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadDocuments()
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        DocumentWorker.Run(Console.OpenStandardInput(), Console.OpenStandardOutput());
        return 0;
    }

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
