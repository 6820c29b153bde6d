using Snapshooter.Xunit3;

namespace Recipes.EndToEnd.Tests.Host;

/// <summary>What the host prints about itself, approved: users and their scripts depend on it.</summary>
public sealed class PageTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("--tree")]
    [InlineData("--description")]
    [InlineData("--dryrun")]
    public async Task A_page_reads_as_approved(string option)
    {
        var call = await HostCall.Of(option);

        Assert.Equal(0, call.ExitCode);
        call.Output.MatchSnapshot(Snapshooter.SnapshotNameExtension.Create(option[2..]));
    }

    [Fact]
    public async Task The_tree_of_a_target_shows_only_what_it_needs()
    {
        var call = await HostCall.Of("--tree", "--target=Mix");

        Assert.Equal("Mix\n└─Dedupe\n  └─Extract\n", call.Output);
    }

    [Fact]
    public async Task The_version_stands_alone()
    {
        var call = await HostCall.Of("--version");

        Assert.Equal(0, call.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", call.Output);
    }

    [Fact]
    public async Task No_page_writes_escapes_into_a_pipe()
    {
        var call = await HostCall.Of("--description");

        Assert.DoesNotContain('\e', call.Output);
    }
}
