using System.Diagnostics;
using Recipes.Testing;
using Recipes.Torch;
using Recipes.Torch.Files.Gguf;
using Recipes.Torch.Generation;
using Recipes.Torch.Models;

namespace Recipes.Benchmarks;

/// <summary>Tokens per second of SmolLM2-135M beside llama.cpp with the same weights in 16 bits (GGUF files that we
/// write) and with the published Q4_1 file: one stream, 32 streams, reading a prompt.</summary>
/// <remarks>Budget: one stream 0.7 times, 32 streams once, prompts 1.5 times (design, section 10). Taken in turns, the
/// best of each. On a machine that others use, take the figures of one thread by processor time: the wall clock counts
/// what others do, and threads that meet wait for each other. It wants the model expanded (the data's README says how)
/// below the folder of temporary files.</remarks>
internal static class GenerationSpeed
{
    private const int Rounds = 3;
    private const int Prompt = 24; // before the streams
    private const int Read = 512; // of the prompt that is read
    private const int Tokens = 16; // of a stream
    private const int Streams = 32;

    public static void Run()
    {
        var root = ReferenceData.Root ?? throw new InvalidOperationException("set RECIPES_DATA to the reference data");
        var name = "smollm2-135m-instruct";
        var folder = Path.Combine(Path.GetTempPath(), "recipes-expanded", name);
        TorchRuntime.EnsureLoaded();
        using var ours = Model.Load(folder, Precision.BFloat16);
        var files = Files(ours, folder, Directory.GetFiles(Path.Combine(root, "models", name), "*.gguf").Single()).ToList();
        foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            Compare(ours, files, threads);
        }
    }

    private static void Compare(Model ours, List<(string Label, string File)> files, int threads)
    {
        TorchRuntime.SetThreads(threads);
        var peers = files.ConvertAll(file => new LlamaPeer(file.File, threads, Read, Streams));
        List<Row> rows =
        [
            new("ours, bf16", () => Prefill(ours), streams => Decode(ours, streams)),
            .. peers.Zip(files, (peer, file) => new Row(
                file.Label, () => peer.Prefill(Ids(Read)), streams => peer.Decode(Ids(Prompt), streams, Tokens))),
        ];
        Console.WriteLine($"{threads} threads, {Rounds} rounds in turns, best of each");
        for (var round = 0; round < Rounds; round++)
        {
            rows.ForEach(row => row.Take());
            Console.WriteLine($"after round {round + 1}, load {Load()}");
            rows.ForEach(row => Console.WriteLine(row.Text(rows[0])));
        }

        peers.ForEach(peer => peer.Dispose());
    }

    private static IEnumerable<(string Label, string File)> Files(Model model, string folder, string published)
    {
        foreach (var type in (GgufType[])[GgufType.F16, GgufType.BF16])
        {
            var file = $"{folder}.{type}.gguf";
            GgufModel.Write(model, folder, template: null, type, file, "benchmark");
            yield return ($"llama.cpp, {type}", file);
        }

        yield return ("llama.cpp, Q4_1", published);
    }

    private static int[] Ids(int count) => [.. Enumerable.Range(0, count).Select(i => 1000 + (i * 37 % 20000))];

    /// <summary>Reads a prompt and chooses a token.</summary>
    private static Cost Prefill(Model model)
    {
        var session = new GenerationSession(model, 1);
        session.Add(Ids(Read), new() { MaxNewTokens = 1 });
        return Time(() => session.Step(CancellationToken.None));
    }

    private static Cost Decode(Model model, int streams)
    {
        var session = new GenerationSession(model, streams);
        for (var stream = 0; stream < streams; stream++)
        {
            session.Add(Ids(Prompt), new() { MaxNewTokens = Tokens + 1 });
        }

        for (var waiting = streams; waiting > 0;)
        {
            waiting = streams - session.Step(CancellationToken.None).Count; // until every prompt is read
        }

        return Time(() =>
        {
            while (session.Count > 0)
            {
                session.Step(CancellationToken.None);
            }
        });
    }

    /// <summary>Wall time, and the processor time of all threads.</summary>
    public static Cost Time(Action run)
    {
        using var process = Process.GetCurrentProcess();
        process.Refresh();
        var (before, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        run();
        var wall = watch.Elapsed.TotalSeconds;
        process.Refresh();
        return new(wall, (process.TotalProcessorTime - before).TotalSeconds);
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Trim() : "unknown";

    /// <summary>Seconds by the wall's clock and of all processors.</summary>
    public readonly record struct Cost(double Wall, double Processor);

    /// <summary>One program's figures, in tokens per second of either clock.</summary>
    private sealed class Row(string label, Func<Cost> prefill, Func<int, Cost> decode)
    {
        private readonly double[] _wall = new double[3];
        private readonly double[] _processor = new double[3];

        public void Take()
        {
            Keep(0, Tokens, decode(1));
            Keep(1, Streams * Tokens, decode(Streams));
            Keep(2, Read, prefill());
        }

        public string Text(Row ours) => $"""
            {label,-16} wall       {Line(_wall, ours._wall)}
                             processor  {Line(_processor, ours._processor)}
            """;

        private static string Line(double[] own, double[] ours) => string.Create(CultureInfo.InvariantCulture,
            $"one stream {own[0],6:0.0} tokens/s ({ours[0] / own[0]:0.00}x)   {Streams} streams {own[1],7:0} ({ours[1] / own[1]:0.00}x)   prompt of {Read} {own[2],7:0} ({ours[2] / own[2]:0.00}x)");

        private void Keep(int figure, int tokens, Cost cost)
        {
            _wall[figure] = Math.Max(_wall[figure], tokens / cost.Wall);
            _processor[figure] = Math.Max(_processor[figure], tokens / cost.Processor);
        }
    }
}
