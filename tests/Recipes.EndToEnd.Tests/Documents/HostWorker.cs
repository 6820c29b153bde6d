using Recipes.Documents.Workers;
using Recipes.EndToEnd.Tests.Host;
using Recipes.Testing;

namespace Recipes.EndToEnd.Tests.Documents;

/// <summary>The reading process of the host that build.sh last built.</summary>
internal static class HostWorker
{
    /// <summary>Builds the host where a source changed, and says how its reading process starts.</summary>
    public static async Task<WorkerCommand> Command()
    {
        var call = await HostCall.Of("--version");
        Assert.True(call.ExitCode == 0, call.Output + call.Errors);
        var stamp = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "artifacts", "host.stamp"), TestContext.Current.CancellationToken);
        return new("dotnet", [Path.Combine(RepositoryRoot.Path, stamp.Trim()), "--document-worker"]);
    }
}
