using LLama;
using LLama.Common;
using LLama.Native;
using Recipes.Torch;

namespace Recipes.Tests.Torch.Files.Gguf;

/// <summary>llama.cpp itself, which stays in its package's folder.</summary>
internal sealed class LlamaCpp : IDisposable
{
    private static readonly Lazy<string?> _obstacle = new(Load);

    private readonly LLamaWeights _weights;
    private readonly ModelParams _parameters;

    public LlamaCpp(string path, uint context = 512)
    {
        _parameters = new(path)
        {
            ContextSize = context,
            BatchSize = context,
            UBatchSize = context,
            GpuLayerCount = 0,
            Threads = 1,
            BatchThreads = 1, // two would wait for each other in loops on a busy machine
            TypeK = GGMLType.GGML_TYPE_F32,
            TypeV = GGMLType.GGML_TYPE_F32,
            FlashAttention = false,
        };
        _weights = LLamaWeights.LoadFromFile(_parameters);
    }

    public IReadOnlyDictionary<string, string> Metadata => _weights.Metadata;

    /// <summary>Skips the test with a line where llama.cpp does not load on this system.</summary>
    public static void Need()
    {
        if (_obstacle.Value is { } obstacle)
        {
            Assert.Skip("llama.cpp does not load: " + obstacle);
        }
    }

    /// <summary>Ids of a text; special tokens in it are found.</summary>
    public int[] Tokenize(string text, bool addSpecial = false) =>
        [.. _weights.Tokenize(text, addSpecial, true, System.Text.Encoding.UTF8).Select(token => (int)token)];

    /// <summary>Logits of every place.</summary>
    public float[][] Logits(IReadOnlyList<int> ids)
    {
        using var context = _weights.CreateContext(_parameters);
        var batch = new LLamaBatch();
        for (var i = 0; i < ids.Count; i++)
        {
            batch.Add(ids[i], i, LLamaSeqId.Zero, logits: true);
        }

        Assert.Equal(DecodeResult.Ok, context.NativeHandle.Decode(batch));
        return [.. Enumerable.Range(0, ids.Count).Select(i => context.NativeHandle.GetLogitsIth(i).ToArray())];
    }

    /// <summary>The likeliest continuation.</summary>
    public int[] Greedy(IReadOnlyList<int> prompt, int count)
    {
        using var context = _weights.CreateContext(_parameters);
        var batch = new LLamaBatch();
        var answer = new List<int>();
        for (var i = 0; i < prompt.Count; i++)
        {
            batch.Add(prompt[i], i, LLamaSeqId.Zero, logits: i == prompt.Count - 1);
        }

        while (true)
        {
            Assert.Equal(DecodeResult.Ok, context.NativeHandle.Decode(batch));
            var logits = context.NativeHandle.GetLogitsIth(batch.TokenCount - 1);
            answer.Add(logits.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max(logits)));
            if (answer.Count == count)
            {
                return [.. answer];
            }

            batch.Clear();
            batch.Add(answer[^1], prompt.Count + answer.Count - 1, LLamaSeqId.Zero, logits: true);
        }
    }

    public void Dispose() => _weights.Dispose();

    private static string? Load()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "only its Linux build is tried";
        }

        var root = AppContext.GetData("Recipes.NuGetPackageRoot") as string ?? "";
        var folder = Path.Combine(root, "llamasharp.backend.cpu", "0.30.0", "LLamaSharpRuntimes", "linux-x64", "native", Level());
        TorchRuntime.EnsureLoaded();
        NativeLibraryConfig.All.WithLogCallback((_, _) => { });
        NativeLibraryConfig.LLama.WithLibrary(Path.Combine(folder, "libllama.so"));
        return Record.Exception(() => NativeApi.llama_max_devices())?.Message;
    }

    private static string Level() => System.Runtime.Intrinsics.X86.Avx512BW.IsSupported ? "avx512"
        : System.Runtime.Intrinsics.X86.Avx2.IsSupported ? "avx2" : "noavx";
}
