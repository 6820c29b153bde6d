using System.Runtime.Intrinsics.X86;
using LLama;
using LLama.Common;
using LLama.Native;
using Recipes.Torch;

namespace Recipes.Benchmarks;

/// <summary>llama.cpp with a GGUF file: the peer of generation. It is loaded from its package's folder.</summary>
internal sealed class LlamaPeer : IDisposable
{
    private static bool _isLoaded;

    private readonly LLamaWeights _weights;
    private readonly ModelParams _parameters;

    public LlamaPeer(string path, int threads, uint tokens, uint streams)
    {
        if (!_isLoaded)
        {
            TorchRuntime.EnsureLoaded();
            NativeLibraryConfig.All.WithLogCallback((_, _) => { });
            NativeLibraryConfig.LLama.WithLibrary(Path.Combine(Folder(), "libllama.so"));
            _isLoaded = true;
        }

        // Its own defaults for the cache and for flash attention: what its users get.
        _parameters = new(path)
        {
            ContextSize = tokens * streams, BatchSize = tokens, UBatchSize = tokens, SeqMax = streams, GpuLayerCount = 0,
            Threads = threads, BatchThreads = threads,
        };
        _weights = LLamaWeights.LoadFromFile(_parameters);
    }

    /// <summary>Time to read a prompt.</summary>
    public GenerationSpeed.Cost Prefill(int[] prompt)
    {
        using var context = _weights.CreateContext(_parameters);
        var batch = new LLamaBatch();
        for (var i = 0; i < prompt.Length; i++)
        {
            batch.Add(prompt[i], i, LLamaSeqId.Zero, logits: i == prompt.Length - 1);
        }

        return GenerationSpeed.Time(() =>
        {
            Decode(context, batch);
            Likeliest(context, 0);
        });
    }

    /// <summary>Time for so many further tokens of each of so many streams, after a prompt of each.</summary>
    public GenerationSpeed.Cost Decode(int[] prompt, int streams, int tokens)
    {
        using var context = _weights.CreateContext(_parameters);
        var batch = new LLamaBatch();
        var next = new int[streams];
        for (var stream = 0; stream < streams; stream++)
        {
            batch.Clear();
            for (var i = 0; i < prompt.Length; i++)
            {
                batch.Add(prompt[i], i, (LLamaSeqId)stream, logits: i == prompt.Length - 1);
            }

            Decode(context, batch);
            next[stream] = Likeliest(context, 0);
        }

        return GenerationSpeed.Time(() =>
        {
            for (var made = 0; made < tokens; made++)
            {
                batch.Clear();
                for (var stream = 0; stream < streams; stream++)
                {
                    batch.Add(next[stream], prompt.Length + made, (LLamaSeqId)stream, logits: true);
                }

                Decode(context, batch);
                for (var stream = 0; stream < streams; stream++)
                {
                    next[stream] = Likeliest(context, stream);
                }
            }
        });
    }

    public void Dispose() => _weights.Dispose();

    private static int Likeliest(LLamaContext context, int row)
    {
        var logits = context.NativeHandle.GetLogitsIth(row == 0 ? -1 : row);
        return logits.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max(logits));
    }

    private static void Decode(LLamaContext context, LLamaBatch batch)
    {
        if (context.NativeHandle.Decode(batch) is var result and not DecodeResult.Ok)
        {
            throw new InvalidOperationException($"llama.cpp: {result}");
        }
    }

    private static string Folder() => Path.Combine(
        AppContext.GetData("Recipes.NuGetPackageRoot") as string ?? "",
        "llamasharp.backend.cpu",
        "0.30.0",
        "LLamaSharpRuntimes",
        "linux-x64",
        "native",
        Avx512BW.IsSupported ? "avx512" : Avx2.IsSupported ? "avx2" : "noavx");
}
