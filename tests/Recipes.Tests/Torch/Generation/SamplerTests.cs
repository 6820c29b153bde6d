using Recipes.Torch.Generation;

namespace Recipes.Tests.Torch.Generation;

public class SamplerTests
{
    // ln of 0.5, 0.25, 0.15, 0.1 in mixed order
    private static readonly double[] Shares = [0.1, 0.5, 0.15, 0.25];

    [Fact]
    public void Without_temperature_the_first_of_the_likeliest_is_taken() =>
        Assert.Equal(1, Sampler.Choose([0, 2, 2, 1], [], Spec(), 0.99));

    [Fact]
    public void Draws_follow_the_probabilities()
    {
        var counts = Draw(Spec() with { Temperature = 1 });

        Assert.All(counts.Zip(Shares), pair => Assert.Equal(pair.Second, pair.First, 0.002));
    }

    [Theory]
    [InlineData(2, 1.0, 0.0, new[] { 0, 0.6667, 0, 0.3333 })] // 0.5 and 0.25 of 0.75
    [InlineData(0, 0.8, 0.0, new[] { 0, 0.5556, 0.1667, 0.2778 })] // 0.5 + 0.25 is less than 0.8, with 0.15 it is not
    [InlineData(0, 0.75, 0.0, new[] { 0, 0.6667, 0, 0.3333 })]
    [InlineData(0, 1.0, 0.4, new[] { 0, 0.6667, 0, 0.3333 })] // at least 0.4 · 0.5
    [InlineData(3, 0.8, 0.0, new[] { 0, 0.6667, 0, 0.3333 })] // after top-k 0.556 + 0.278 reach 0.8
    [InlineData(0, 0.01, 0.0, new[] { 0.0, 1, 0, 0 })]
    public void Limits_leave_the_likeliest_tokens(int topK, double topP, double minP, double[] expected)
    {
        var counts = Draw(Spec() with { Temperature = 1, TopK = topK, TopP = topP, MinP = minP });

        Assert.All(counts.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 0.002));
    }

    [Fact]
    public void Temperature_divides_the_logits()
    {
        var counts = Draw(Spec() with { Temperature = 0.5 }); // squares: 0.01, 0.25, 0.0225, 0.0625 of 0.345

        Assert.Equal(0.25 / 0.345, counts[1], 0.002);
    }

    [Fact]
    public void The_repetition_penalty_divides_positive_and_multiplies_negative_logits()
    {
        float[] logits = [2, 3, -1, -1.5f];

        Sampler.Choose(logits, [1, 1, 2], Spec() with { RepetitionPenalty = 2 }, 0);

        Assert.Equal([2, 1.5f, -2, -1.5f], logits);
    }

    [Fact]
    public void A_narrow_share_of_many_equal_tokens_is_found()
    {
        var spec = Spec() with { Temperature = 1, TopP = 0.5 };

        var chosen = Enumerable.Range(0, 200).Select(i => Sampler.Choose(new float[1000], [], spec, i / 200.0)).ToList();

        Assert.All(chosen, id => Assert.InRange(id, 0, 499));
        Assert.True(chosen.Max() > 490);
    }

    [Fact]
    public void The_largest_come_in_falling_order_equals_by_id() =>
        Assert.Equal([3, 0, 2], Sampler.Largest([2, 1, 2, 5, 2], 3).Select(one => one.Id));

    [Fact]
    public void Scores_are_logarithms_of_the_models_own_probabilities()
    {
        var score = TokenScore.Of([.. Shares.Select(share => (float)Math.Log(share) + 7)], id: 2, top: 2);

        Assert.Equal(Math.Log(0.15), score.LogProbability, 1e-5);
        Assert.Equal([1, 3], score.Top.Select(one => one.Id));
        Assert.Equal(Math.Log(0.25), score.Top[1].LogProbability, 1e-5);
    }

    private static SamplingSpec Spec() => new() { MaxNewTokens = 1 };

    /// <summary>Shares of the four tokens over 10,000 evenly spread fractions.</summary>
    private static double[] Draw(SamplingSpec spec)
    {
        var counts = new double[4];
        for (var i = 0; i < 10_000; i++)
        {
            float[] logits = [.. Shares.Select(share => (float)Math.Log(share))];
            counts[Sampler.Choose(logits, [], spec, (i + 0.5) / 10_000)] += 1e-4;
        }

        return counts;
    }
}
