namespace Recipes.Torch.Native;

/// <summary>What the kernel says about the processor.</summary>
internal static class Processor
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> FirstCore = new(ReadFirstCore);

    private static readonly Lazy<HashSet<string>> Flags = new(() =>
        [.. FirstCore.Value.GetValueOrDefault("flags", "").Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    /// <summary>Such as GenuineIntel; empty where the kernel does not say.</summary>
    public static string Vendor => FirstCore.Value.GetValueOrDefault("vendor_id", "");

    /// <summary>Whether an instruction set, by the kernel's name for it, is there.</summary>
    public static bool Has(string flag) => Flags.Value.Contains(flag);

    private static Dictionary<string, string> ReadFirstCore()
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists("/proc/cpuinfo"))
        {
            return facts;
        }

        foreach (var line in File.ReadLines("/proc/cpuinfo").TakeWhile(line => line.Length > 0))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                facts[line[..colon].Trim()] = line[(colon + 1)..].Trim();
            }
        }

        return facts;
    }
}
