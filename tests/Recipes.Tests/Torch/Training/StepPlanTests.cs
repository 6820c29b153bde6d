using Recipes.Torch.Training;

namespace Recipes.Tests.Torch.Training;

public class StepPlanTests
{
    [Fact]
    public void A_pass_reads_every_row_once()
    {
        int[] lengths = [5, 4, 3, 2, 6];
        var plan = new StepPlan(lengths, tokensPerStep: 10, seed: 1);

        var read = new List<int>();
        while (read.Count < 10)
        {
            read.AddRange(plan.Next());
        }

        Assert.All(Enumerable.Range(0, 5), row => Assert.Contains(row, read));
    }

    [Fact]
    public void A_step_holds_at_most_its_tokens_shortest_row_first()
    {
        int[] lengths = [.. Enumerable.Range(2, 30)];
        var plan = new StepPlan(lengths, tokensPerStep: 64, seed: 3);

        for (var i = 0; i < 50; i++)
        {
            var step = plan.Next();
            Assert.True(step.Sum(row => lengths[row]) <= 64);
            Assert.Equal(step.Select(row => lengths[row]).Order(), step.Select(row => lengths[row]));
        }
    }

    [Fact]
    public void A_step_that_holds_all_rows_reads_each_once()
    {
        int[] lengths = [.. Enumerable.Range(60, 16)]; // 1,080 tokens
        var plan = new StepPlan(lengths, tokensPerStep: 1100, seed: 3);

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(Enumerable.Range(0, 16), plan.Next());
        }
    }

    [Fact]
    public void A_row_longer_than_a_step_stands_alone()
    {
        var plan = new StepPlan([100], tokensPerStep: 10, seed: 3);

        Assert.Equal([0], plan.Next());
    }

    [Fact]
    public void Skipping_steps_leads_to_the_same_rows()
    {
        int[] lengths = [.. Enumerable.Range(2, 30)];
        var walked = new StepPlan(lengths, 64, 5);
        var skipped = new StepPlan(lengths, 64, 5);
        for (var i = 0; i < 17; i++)
        {
            walked.Next();
        }

        skipped.Skip(17);

        Assert.Equal(walked.Next(), skipped.Next());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 1)]
    [InlineData(10, 0)]
    public void The_rate_rises_from_0_and_falls_to_0(int step, double expected) =>
        Assert.Equal(expected, LearningRate.At(step, 3, 10, 1), 1e-12);
}
