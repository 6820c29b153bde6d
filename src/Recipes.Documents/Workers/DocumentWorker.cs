using System.Collections.Concurrent;

namespace Recipes.Documents.Workers;

/// <summary>The inside of a reading process: answers one request after the other.</summary>
public static class DocumentWorker
{
    /// <summary>Reads what is asked for until the input ends. Where that happens during a document the process ends at once:
    /// whoever asked is gone, killed perhaps.</summary>
    /// <param name="input">Requests of a <see cref="DocumentPool"/>.</param>
    /// <param name="output">Takes the answers; nothing else may write to it.</param>
    /// <param name="read">Reads one document; null for <see cref="DocumentReader"/>.</param>
    public static void Run(Stream input, Stream output, Func<ReadRequest, ReadResult>? read = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        read ??= request => DocumentReader.Read(request, CancellationToken.None);
        using var requests = new BlockingCollection<ReadRequest>();
        var listener = new Thread(() => Listen(input, requests)) { IsBackground = true };
        listener.Start();
        foreach (var request in requests.GetConsumingEnumerable())
        {
            try
            {
                Frames.Write(output, read(request));
            }
            catch (IOException)
            {
                return; // nobody waits for the answer
            }
        }
    }

    private static void Listen(Stream input, BlockingCollection<ReadRequest> requests)
    {
        while (Frames.Read<ReadRequest>(input) is { } request)
        {
            requests.Add(request);
        }

        Environment.Exit(0);
    }
}
