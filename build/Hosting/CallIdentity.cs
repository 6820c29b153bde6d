using Recipes.Build.Machine;

namespace Recipes.Build.Hosting;

/// <summary>Everything but files that decides what a call does.</summary>
internal static class CallIdentity
{
    /// <summary>Words, working folder, recipe, host, processor and the variables that libtorch reads, a line
    /// each.</summary>
    public static string Of(CommandLine line, Places places)
    {
        var host = FileStamp.Of(typeof(CallIdentity).Assembly.Location);
        return string.Join('\n', line.Args) + "\n" + Environment.CurrentDirectory + "\n" + places.RecipeFile + "\n"
            + typeof(CallIdentity).Assembly.Location + " " + Text(host.Modified) + " " + Text(host.Inode) + "\n"
            + MachineProbe.CpuName() + "\n" + Text(Environment.ProcessorCount) + "\n"
            + Environment.GetEnvironmentVariable("LIBTORCH") + "\n"
            + Environment.GetEnvironmentVariable("ATEN_CPU_CAPABILITY") + "\n"
            + Environment.GetEnvironmentVariable("MKL_CBWR");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
