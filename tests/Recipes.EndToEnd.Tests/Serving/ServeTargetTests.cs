using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Recipes.EndToEnd.Tests.Host;
using Recipes.Testing;

namespace Recipes.EndToEnd.Tests.Serving;

/// <summary>The server as a user starts and stops it.</summary>
public sealed partial class ServeTargetTests
{
    private static readonly string _nano = Path.Combine(RepositoryRoot.Path, "recipes", "nano", "model");

    [Fact]
    public async Task It_serves_until_a_signal_and_then_ends_well()
    {
        var start = new ProcessStartInfo(Path.Combine(RepositoryRoot.Path, "build.sh"), ["--target=Serve", "--port=0", "--model=" + _nano])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            using var client = new HttpClient { BaseAddress = new(await Address(process)) };

            using var answer = await client.PostAsJsonAsync("/v1/completions", new { prompt = "车辆", max_tokens = 4 }, TestContext.Current.CancellationToken);
            using var signal = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            process.Kill(); // nothing happens where it is over
        }
    }

    [Fact]
    public async Task A_port_in_use_is_exit_code_3()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var call = await HostCall.Of("--target=Serve", "--model=" + _nano, $"--port={((IPEndPoint)listener.LocalEndpoint).Port}");

        Assert.Equal(3, call.ExitCode);
        Assert.Contains("RCP1031", call.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RCP1004", "--model=recipes/nano/model", "--port=66000")]
    [InlineData("RCP1030", "--model=recipes/nano/model", "--host=0.0.0.0")]
    [InlineData("RCP1031", "--model=recipes/nano/model", "--host=example.org")]
    [InlineData("RCP5401", "--model=recipes")]
    public async Task What_cannot_be_served_is_exit_code_2(string code, params string[] words)
    {
        var call = await HostCall.Run(["--target=Serve", .. words], RepositoryRoot.Path);

        Assert.Equal(2, call.ExitCode);
        Assert.Contains(code, call.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recipe_without_a_model_says_how_to_make_one()
    {
        using var recipe = new TinyRecipe();

        var call = await recipe.Make("Serve");

        Assert.Equal(2, call.ExitCode);
        Assert.Contains("RCP1032", call.Errors, StringComparison.Ordinal);
    }

    private static async Task<string> Address(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (Served().Match(line) is { Success: true } found)
            {
                return found.Groups[1].Value;
            }
        }

        throw new InvalidOperationException("the server ended before it served");
    }

    [GeneratedRegex(@"is served at (\S+),")]
    private static partial Regex Served();
}
