using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Recipes.Core;
using Recipes.Torch.Native;
using TorchSharp;

namespace Recipes.Torch;

/// <summary>Loads libtorch from where it lies, sets the allocator and the threads, and names what decides the
/// bits.</summary>
/// <remarks>TorchSharp's own loader copies 460 MB into every output folder; answering the runtime's question for its
/// bridge library first makes that unnecessary. Call <see cref="EnsureLoaded"/> before anything that touches
/// torch.</remarks>
public static class TorchRuntime
{
    /// <summary>The libtorch that the packages pin.</summary>
    public const string PinnedVersion = "2.10.0";

    private const string BridgeVersion = "0.107.0"; // of the TorchSharp package, whose folder holds the bridge

    private static readonly Lazy<nint> Bridge = new(Load);

    /// <summary>Where the patched bridge of systems with an old libstdc++ is kept; set it before the first
    /// load.</summary>
    /// <value>Default: a folder below the system's folder for temporary files.</value>
    public static string NativeCacheFolder { get; set; } = Path.Combine(Path.GetTempPath(), "recipes-native");

    /// <summary>True where the processor multiplies bf16 by itself (AVX512_BF16 or AMX): there bf16 is about four times
    /// as fast as float32; elsewhere it is slower.</summary>
    public static bool BFloat16IsFast => Processor.Has("avx512_bf16") || Processor.Has("amx_bf16");

    /// <summary>The folder that libtorch is loaded from: the variable LIBTORCH (a folder with libtorch 2.10 of any
    /// build), else the package folder.</summary>
    public static string LibTorchFolder => Variable("LIBTORCH") is { Length: > 0 } given
        ? Directory.Exists(Path.Combine(given, "lib")) ? Path.Combine(given, "lib") : given
        : Path.Combine(PackageRoot, "libtorch-cpu-linux-x64", PinnedVersion, "runtimes", "linux-x64", "native");

    private static string PackageRoot => AppContext.GetData("Recipes.NuGetPackageRoot") as string
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Loads libtorch, once. Costs about 0.4 s.</summary>
    /// <exception cref="RecipeException">Exit code 3: libtorch or the C++ library of the system is missing or does not
    /// load.</exception>
    public static void EnsureLoaded() => _ = Bridge.Value;

    /// <summary>Threads that training and generation use, and that a single operation outside them uses.</summary>
    /// <value>Default 1.</value>
    public static int Threads { get; private set; } = 1;

    /// <summary>Sets <see cref="Threads"/>.</summary>
    public static void SetThreads(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        EnsureLoaded();
        Threads = threads;
        torch.set_num_threads(threads);
    }

    /// <summary>What decides the bits of a training run or an answer: runs of the same class give the same
    /// digests.</summary>
    /// <param name="precision">float32 or bf16.</param>
    /// <param name="threads">Threads per operation.</param>
    /// <returns>Such as <c>libtorch 2.10.0+cpu, float32, AuthenticAMD avx512 bf16, 2 threads</c>.</returns>
    public static string NumericClass(string precision, int threads) => string.Create(
        CultureInfo.InvariantCulture, $"{BuildOfLibTorch()}, {precision}, {InstructionSet()}, {threads} threads");

    /// <summary>Answers the runtime when it looks for TorchSharp's bridge; loads nothing by itself.</summary>
    // A module initializer in a library: the handler must stand before any type of TorchSharp is touched.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Register() =>
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name == "LibTorchSharp" ? Bridge.Value : 0;
#pragma warning restore CA2255

    private static nint Load()
    {
        Malloc.KeepMemory(); // before libtorch takes its first block
        var libtorch = Path.Combine(LibTorchFolder, "libtorch.so");
        var bridge = Path.Combine(
            PackageRoot, "torchsharp", BridgeVersion, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        Require(libtorch, "libtorch");
        Require(bridge, "TorchSharp's bridge library");
        try
        {
            NativeLibrary.Load(libtorch);
            return NativeLibrary.Load(
                LibStdCxx.IsNewEnough() ? bridge : LibStdCxx.PatchedCopy(bridge, BridgeVersion, NativeCacheFolder));
        }
        catch (DllNotFoundException e)
        {
            throw new RecipeException(3, [new()
            {
                Code = "RCP1302",
                Fact = $"libtorch does not load: {e.Message.ReplaceLineEndings(" ")}",
                File = libtorch,
                Remedy = "install libstdc++6 and libgomp1 of a system with glibc 2.28 or newer, "
                    + "or let LIBTORCH name a folder with libtorch 2.10",
            }]);
        }
    }

    private static void Require(string path, string what)
    {
        if (!File.Exists(path))
        {
            throw new RecipeException(3, [new()
            {
                Code = "RCP1301",
                Fact = $"{what} is missing",
                File = path,
                Remedy = "run `dotnet restore`, or let LIBTORCH name a folder with libtorch 2.10",
            }]);
        }
    }

    private static string BuildOfLibTorch()
    {
        var stamp = Path.Combine(LibTorchFolder, "..", "build-version"); // written by the builds of PyTorch's own site
        return "libtorch " + (File.Exists(stamp) ? File.ReadAllText(stamp).Trim() : PinnedVersion + "+cpu");
    }

    private static string InstructionSet()
    {
        var wanted = Variable("ATEN_CPU_CAPABILITY") ?? (Processor.Has("avx512f") ? "avx512"
            : Processor.Has("avx2") ? "avx2" : "default");
        var bf16 = Processor.Has("amx_bf16") ? " amx" : Processor.Has("avx512_bf16") ? " bf16" : "";
        var reproducible = Variable("MKL_CBWR") is { Length: > 0 } mode ? $" MKL_CBWR={mode}" : "";
        return $"{Processor.Vendor} {wanted}{bf16}{reproducible}";
    }

    // These three are read where they act: libtorch and MKL read the same variables of the same process, so passing
    // them in as facts could only disagree with what runs.
#pragma warning disable RS0030
    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name);
#pragma warning restore RS0030
}
