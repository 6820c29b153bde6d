using System.Runtime.CompilerServices;
using Recipes.Documents;
using Recipes.Documents.Workers;

namespace Recipes.Tests.Documents.Workers;

/// <summary>Lets the test program be a reading process: before it looks for tests.</summary>
/// <remarks>Documents named after a fault have it; no parser at hand fails so on demand.</remarks>
internal static class WorkerEntry
{
    private const string Verb = "--document-worker";

    public static WorkerCommand Command { get; } = new("dotnet", [typeof(WorkerEntry).Assembly.Location, Verb]);

#pragma warning disable CA2255 // ModuleInitializer in an application: the runner's own entry point is generated
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Run()
    {
        if (Environment.GetCommandLineArgs() is [_, Verb])
        {
            DocumentWorker.Run(Console.OpenStandardInput(), Console.OpenStandardOutput(), Read);
            Environment.Exit(0);
        }
    }

    private static ReadResult Read(ReadRequest request) => Path.GetFileNameWithoutExtension(request.File) switch
    {
        "hangs" => Hang(),
        "sleeps" => Sleep(),
        "overflows" => Overflow(1),
        "eats" => Eat(),
        "leaves" => Leave(),
        _ => DocumentReader.Read(request, CancellationToken.None),
    };

    private static ReadResult Hang()
    {
        while (Environment.TickCount64 > 0)
        {
            Thread.SpinWait(1000);
        }

        return new();
    }

    private static ReadResult Sleep()
    {
        Thread.Sleep(Timeout.Infinite);
        return new();
    }

    private static ReadResult Overflow(int depth) => depth == 0 ? new() : Overflow(depth + 1) with { Problems = [] };

    /// <summary>As a list that grows without end would.</summary>
    private static ReadResult Eat()
    {
        var eaten = new List<byte[]>();
        while (eaten.Count < 10_000)
        {
            var block = new byte[1_000_000];
            Array.Fill(block, (byte)1);
            eaten.Add(block);
        }

        return new();
    }

    private static ReadResult Leave()
    {
        Environment.Exit(7);
        return new();
    }
}
