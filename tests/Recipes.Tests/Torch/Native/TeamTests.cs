using Recipes.Torch.Native;

namespace Recipes.Tests.Torch.Native;

public sealed class TeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_item_runs_once_before_the_call_returns(int threads)
    {
        using var team = new Team(threads);
        for (var round = 0; round < 200; round++)
        {
            var counts = new int[round];

            team.Run(round, 3, (first, end) =>
            {
                for (var i = first; i < end; i++)
                {
                    Interlocked.Increment(ref counts[i]);
                }
            });

            Assert.All(counts, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void What_a_piece_throws_reaches_the_caller_and_the_team_ends()
    {
        using var team = new Team(2);

        var fault = Assert.ThrowsAny<Exception>(() => team.Run(100, 1, (first, _) => throw new InvalidOperationException($"{first}")));

        Assert.IsType<InvalidOperationException>(fault);
    }
}
