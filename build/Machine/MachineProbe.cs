using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text;
using Recipes.Stages;

namespace Recipes.Build.Machine;

/// <summary>Measures, once, the facts of this machine that results and plans depend on.</summary>
internal static class MachineProbe
{
    /// <summary>Processors and memory that this process may use, and what the processor computes.</summary>
    public static MachineFacts Measure() => new()
    {
        Processors = Environment.ProcessorCount,
        MemoryBytes = MemoryBytes(),
        BFloat16 = HasBFloat16(),
        Cpu = CpuName(),
    };

    /// <summary>The processor's own name, or its architecture where it does not tell.</summary>
    public static string CpuName()
    {
        const int Extended = unchecked((int)0x80000000);
        if (!X86Base.IsSupported || X86Base.CpuId(Extended, 0).Eax < unchecked((int)0x80000004))
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }

        Span<int> name = stackalloc int[12];
        for (var leaf = 0; leaf < 3; leaf++)
        {
            (name[4 * leaf], name[4 * leaf + 1], name[4 * leaf + 2], name[4 * leaf + 3]) =
                X86Base.CpuId(Extended + 2 + leaf, 0);
        }

        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes(name)).TrimEnd('\0').Trim();
    }

    /// <summary>Whether matrix products in bf16 have their own instructions: AVX512_BF16, AMX_BF16, or Arm's.</summary>
    /// <remarks>Intel SDM, CPUID leaf 7: subleaf 1 EAX bit 5, and subleaf 0 EDX bit 22.</remarks>
    private static bool HasBFloat16()
    {
        if (X86Base.IsSupported)
        {
            return (X86Base.CpuId(7, 0).Edx & (1 << 22)) != 0
                || (X86Base.CpuId(7, 0).Eax >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0);
        }

        return AdvSimd.Arm64.IsSupported && ReadOrEmpty("/proc/cpuinfo").Contains(" bf16", StringComparison.Ordinal);
    }

    /// <summary>The machine's memory, or the limit of the control group where that is lower.</summary>
    private static long MemoryBytes()
    {
        var total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        foreach (var line in ReadOrEmpty("/proc/meminfo").Split('\n'))
        {
            if (line.StartsWith("MemTotal:", StringComparison.Ordinal))
            {
                total =
                    1024
                    * long.Parse(line[9..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
            }
        }

        var isLimited = long.TryParse(
            ReadOrEmpty("/sys/fs/cgroup/memory.max"),
            CultureInfo.InvariantCulture,
            out var limit
        );
        return isLimited ? Math.Min(total, limit) : total;
    }

    private static string ReadOrEmpty(string path) => File.Exists(path) ? File.ReadAllText(path) : "";
}
