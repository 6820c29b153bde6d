using System.Runtime.Intrinsics.X86;
using System.Runtime.InteropServices;
using System.Text;
using Recipes.Stages;
using Recipes.Torch;

namespace Recipes.Build.Machine;

/// <summary>What this machine has and lacks, and the command that mends what is missing.</summary>
internal static class Diagnosis
{
    private const int NameWidth = 14;

    /// <summary>A line per part: <c>ok</c>, <c>lacks</c>, or <c>note</c> where only some recipes ask for it.</summary>
    /// <param name="cacheFolder">The store, whose disk is looked at.</param>
    /// <param name="threads">What <c>--threads</c> gives; null → the processors this process may use.</param>
    public static IReadOnlyList<string> Lines(string cacheFolder, int? threads)
    {
        var machine = MachineProbe.Measure();
        return
        [
            Line("ok", "system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}"),
            Line("ok", ".NET", Environment.Version.ToString()),
            Icu(),
            Line("ok", "processor", $"{machine.Cpu}, {InstructionSets()}"),
            Line(
                "ok",
                "threads",
                $"{threads ?? machine.Processors} of {machine.Processors} processors that this process may use"
            ),
            Precision(machine),
            Line("ok", "memory", $"{Gibibytes(machine.MemoryBytes)} GiB"),
            Disk(cacheFolder),
            LibTorch(),
            CPlusPlus(),
            Gpu(),
            Program("tesseract", "reads scanned pages where a recipe says ocr: chi_sim", "tesseract-ocr tesseract-ocr-chi-sim"),
            Program("pdftoppm", "makes images of pages for tesseract", "poppler-utils"),
            Program("soffice", "converts old office files such as .doc", "libreoffice-core libreoffice-writer libreoffice-calc libreoffice-impress"),
        ];
    }

    private static string Line(string state, string name, string text) => $"{state,-6}{name,-NameWidth}{text}";

    private static string Mend(string command) => $"\n{new string(' ', 6 + NameWidth)}remedy: {command}";

    private static string Gibibytes(long bytes) =>
        (bytes / (1024.0 * 1024 * 1024)).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>Without ICU .NET starts in a mode where Normalize leaves full-width letters as they are.</summary>
    private static string Icu() =>
        "１Ａ".Normalize(NormalizationForm.FormKC) == "1A"
            ? Line("ok", "ICU", "full-width and Chinese text is normalized")
            : Line("lacks", "ICU", "full-width and Chinese text would not be normalized")
                + Mend("apt-get install -y '^libicu[0-9]+$'");

    private static string InstructionSets()
    {
        var found = new List<string>();
        Add(Avx2.IsSupported, "AVX2");
        Add(Avx512F.IsSupported, "AVX-512");
        return found.Count == 0 ? "neither AVX2 nor AVX-512" : string.Join(", ", found);

        void Add(bool isThere, string name)
        {
            if (isThere)
            {
                found.Add(name);
            }
        }
    }

    private static string Precision(MachineFacts machine) => machine.BFloat16
        ? Line("ok", "bf16", "multiplied by the processor: train.precision auto is bf16")
        : Line("note", "bf16", "not multiplied by this processor: train.precision auto is float32, about half as fast");

    private static string Disk(string cacheFolder)
    {
        var existing = cacheFolder;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } above)
        {
            existing = above;
        }

        var free = new DriveInfo(existing).AvailableFreeSpace;
        var text = $"{Gibibytes(free)} GiB free for {cacheFolder}";
        return free > 2L << 30 // a quickstart leaves less than 1 GiB; chosen by hand
            ? Line("ok", "disk", text)
            : Line("lacks", "disk", text + ", less than 2") + Mend("--cache=DIR on a larger disk");
    }

    private static string LibTorch()
    {
        var folder = TorchRuntime.LibTorchFolder;
        return File.Exists(Path.Combine(folder, "libtorch.so"))
            ? Line("ok", "libtorch", folder)
            : Line("lacks", "libtorch", $"nothing in {folder}")
                + Mend("dotnet restore build, or LIBTORCH=a folder with libtorch 2.10");
    }

    private static string CPlusPlus()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Line("note", "C++ library", "untried on this system");
        }

        if (!NativeLibrary.TryLoad("libstdc++.so.6", out var library))
        {
            return Line("lacks", "C++ library", "no libstdc++.so.6") + Mend("apt-get install -y libstdc++6");
        }

        return NativeLibrary.TryGetExport(library, "_ZSt21ios_base_library_initv", out _)
            ? Line("ok", "C++ library", "libstdc++ of GCC 13 or newer")
            : Line("ok", "C++ library", "libstdc++ older than GCC 13: a patched copy of TorchSharp's bridge is loaded");
    }

    private static string Gpu() =>
        File.Exists("/dev/nvidia0")
            ? Line(
                "note",
                "GPU",
                "an NVIDIA card is there; CUDA is untried: it needs a CUDA build of libtorch 2.10 in LIBTORCH"
            )
            : Line("note", "GPU", "none found; training runs on the processor");

    private static string Program(string name, string use, string packages)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var found = Array.Find(folders, f => File.Exists(Path.Combine(f, name)));
        return found is not null
            ? Line("ok", name, Path.Combine(found, name))
            : Line("note", name, $"absent; {use}") + Mend("apt-get install -y " + packages);
    }
}
