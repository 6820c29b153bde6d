using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Packaging;
using Cake.Core.Tooling;

namespace Recipes.Build.Hosting;

/// <summary>The real Cake engine and its context, put together by hand.</summary>
/// <remarks>A container with Cake's modules does the same, and starts 75 to 120 ms later.</remarks>
internal sealed class CakeParts
{
    /// <param name="log">Receives what engine and tasks say.</param>
    /// <param name="line">Becomes Cake's arguments.</param>
    public CakeParts(ICakeLog log, CommandLine line)
    {
        var files = new FileSystem();
        var environment = new CakeEnvironment(new CakePlatform(), new CakeRuntime());
        var globber = new Globber(files, environment);
        var data = new CakeDataService();
        Configuration = new CakeConfiguration(new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase));
        var strategy = new ToolResolutionStrategy(files, environment, globber, Configuration, log);
        var tools = new ToolLocator(environment, new ToolRepository(environment), strategy);
        Engine = new CakeEngine(data, log);
        Context = new CakeContext(
            files,
            environment,
            globber,
            log,
            new CakeArguments(line.Pairs().ToLookup(p => p.Key, p => p.Value, StringComparer.OrdinalIgnoreCase)),
            new ProcessRunner(files, environment, log, tools, Configuration),
            new WindowsRegistry(),
            tools,
            data,
            Configuration,
            new NoInstaller(),
            new NoServices());
    }

    /// <summary>Runs the tasks.</summary>
    public CakeEngine Engine { get; }

    /// <summary>What Cake's own parts ask for.</summary>
    public CakeContext Context { get; }

    /// <summary>Empty: the host reads no cake.config.</summary>
    public CakeConfiguration Configuration { get; }

    private sealed class NoInstaller : IToolInstaller
    {
        public IEnumerable<FilePath> Install(PackageReference tool) =>
            throw new NotSupportedException("The host installs no tools; asked for " + tool.Package);
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
