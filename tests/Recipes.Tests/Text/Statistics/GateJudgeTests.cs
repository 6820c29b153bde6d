using Recipes.Core;
using Recipes.Text.Statistics;

namespace Recipes.Tests.Text.Statistics;

public sealed class GateJudgeTests
{
    private const ulong Seed = 42;

    [Theory]
    [InlineData(90, 100, 0.80, GateOutcome.Holds)] // lower bound .839
    [InlineData(90, 100, 0.85, GateOutcome.CannotTell)] // .839 to .940
    [InlineData(90, 100, 0.95, GateOutcome.Fails)]
    [InlineData(100, 100, 0.97, GateOutcome.Holds)] // lower bound 1/(1 + 1.645²/100) = .974
    [InlineData(100, 100, 0.98, GateOutcome.CannotTell)]
    [InlineData(10, 10, 0.80, GateOutcome.CannotTell)] // ten right answers show .787
    [InlineData(0, 10, 0.0, GateOutcome.Holds)]
    public void A_rate_is_judged_by_its_wilson_bounds(int right, int count, double least, GateOutcome outcome)
    {
        var decision = GateJudge.AtLeast([Rates(right, count)], least, Seed);

        Assert.Equal(outcome, decision.Outcome);
        Assert.Equal((double)right / count, decision.Value, 1e-12);
        Assert.Equal((count, count), (decision.Count, decision.Clusters));
    }

    [Fact]
    public void Clusters_widen_the_bounds()
    {
        var alone = Rates(90, 100);
        var together = alone.Select((s, i) => s with { Cluster = (i % 10).ToString(CultureInfo.InvariantCulture) }).ToList(); // one of ten is wrong

        var wide = GateJudge.AtLeast([together], 0.80, Seed);

        Assert.Equal(GateOutcome.Holds, GateJudge.AtLeast([alone], 0.80, Seed).Outcome);
        Assert.Equal(GateOutcome.CannotTell, wide.Outcome);
        Assert.Equal((100, 10), (wide.Count, wide.Clusters));
    }

    [Fact]
    public void A_single_cluster_decides_nothing()
    {
        var one = Rates(20, 20).Select(s => s with { Cluster = "p" }).ToList();

        var decision = GateJudge.AtLeast([one], 0.5, Seed);

        Assert.Equal((GateOutcome.CannotTell, null, 1), (decision.Outcome, decision.Bounds, decision.Clusters));
    }

    [Fact]
    public void Equal_scores_are_no_certainty()
    {
        var pairs = Enumerable.Range(0, 30).Select(i => new PairedScore(1, 1, (i / 3).ToString(CultureInfo.InvariantCulture))).ToList();

        var bounds = GateJudge.NonInferior([pairs], 0.05, Seed).Bounds!.Value;

        var half = 2.705543454095 / (10 + 2.705543454095); // z²/(n + z²) for ten clusters and z = 1.645
        Assert.Equal(-half, bounds.Low, 1e-9);
        Assert.Equal(half, bounds.High, 1e-9);
    }

    [Theory]
    [InlineData(51, GateOutcome.CannotTell)]
    [InlineData(52, GateOutcome.Holds)] // the smallest set on which identical answers show a margin of .05
    public void Identical_answers_need_enough_items(int count, GateOutcome outcome)
    {
        var pairs = Enumerable.Repeat(new PairedScore(1, 1, null), count).ToList();

        Assert.Equal(outcome, GateJudge.NonInferior([pairs], 0.05, Seed).Outcome);
    }

    [Fact]
    public void The_macro_mean_counts_every_dimension_alike()
    {
        IReadOnlyList<IReadOnlyList<PairedScore>> strata =
        [
            Pairs(1, 0.5, 200), // +.5 in a large dimension
            Pairs(0.5, 1, 20), // −.5 in a small one
        ];

        var decision = GateJudge.NonInferior(strata, 0.05, Seed);

        Assert.Equal(0, decision.Value, 1e-12);
        Assert.Equal(220, decision.Count);
    }

    [Fact]
    public void Forgetting_one_dimension_of_five_fails_the_macro_gate()
    {
        IReadOnlyList<IReadOnlyList<PairedScore>> kept = Enumerable.Range(0, 5).Select(_ => Noisy(100, loss: 0)).ToList();
        IReadOnlyList<IReadOnlyList<PairedScore>> lost = [Noisy(100, loss: 80), .. kept.Skip(1)];

        Assert.Equal(GateOutcome.Holds, GateJudge.NonInferior(kept, 0.05, Seed).Outcome);
        Assert.Equal(GateOutcome.Fails, GateJudge.NonInferior(lost, 0.05, Seed).Outcome); // −.8/5 = −.16
    }

    [Fact]
    public void Equal_seeds_give_equal_bounds()
    {
        var scores = Enumerable.Range(0, 40).Select(i => new ItemScore(i % 7 / 6.0, null)).ToList();

        Assert.Equal(GateJudge.AtLeast([scores], 0.5, 7).Bounds, GateJudge.AtLeast([scores], 0.5, 7).Bounds);
        Assert.NotEqual(GateJudge.AtLeast([scores], 0.5, 7).Bounds, GateJudge.AtLeast([scores], 0.5, 8).Bounds);
    }

    [Theory]
    [InlineData(GateKind.AtLeast, 0.7, 0.7, true)]
    [InlineData(GateKind.AtLeast, 0.69, 0.7, false)]
    [InlineData(GateKind.BetterThan, 0.01, 0, true)]
    [InlineData(GateKind.BetterThan, 0, 0, false)]
    [InlineData(GateKind.NonInferior, -0.04, 0.05, true)]
    [InlineData(GateKind.NonInferior, -0.05, 0.05, false)]
    public void Point_estimates_decide_on_dev(GateKind kind, double value, double number, bool holds)
    {
        Assert.Equal(holds, GateJudge.HoldsByPoint(kind, value, number));
    }

    [Fact]
    public void A_metric_without_items_is_an_error()
    {
        Assert.Throws<ArgumentException>(() => GateJudge.AtLeast([[]], 0.5, Seed));
        Assert.Throws<ArgumentException>(() => GateJudge.NonInferior([], 0.5, Seed));
    }

    [Theory]
    [InlineData(0.975, 1.9599639845400536)] // Python's statistics.NormalDist().inv_cdf
    [InlineData(0.95, 1.6448536269514715)]
    [InlineData(0.5, 0.0)]
    [InlineData(1e-12, -7.034483825301132)]
    [InlineData(0.999999, 4.753424308817089)]
    public void Normal_quantiles_are_exact(double p, double z)
    {
        Assert.Equal(z, NormalDistribution.Quantile(p), 1e-12);
    }

    private static List<ItemScore> Rates(int right, int count) =>
        Enumerable.Range(0, count).Select(i => new ItemScore(i % 10 < right * 10 / count ? 1 : 0, null)).ToList();

    private static List<PairedScore> Pairs(double candidate, double baseline, int count) =>
        Enumerable.Range(0, count).Select(i => new PairedScore(candidate, baseline, null)).ToList();

    /// <summary>Every tenth item gained and every tenth lost, and the first <paramref name="loss"/> items lost.</summary>
    private static List<PairedScore> Noisy(int count, int loss) => Enumerable.Range(0, count)
        .Select(i => i < loss ? new PairedScore(0, 1, null) : new PairedScore(i % 10 == 1 ? 0 : 1, i % 10 == 2 ? 0 : 1, null)).ToList();
}
