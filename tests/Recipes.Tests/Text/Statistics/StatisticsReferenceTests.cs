using System.Text.Json;
using Recipes.Text.Statistics;

namespace Recipes.Tests.Text.Statistics;

[Trait("Data", "reference")]
public sealed class StatisticsReferenceTests
{
    private const ulong Seed = 20261122;

    [Fact]
    public void Wilson_equals_statsmodels()
    {
        foreach (var c in Vectors.Cases("wilson", "one"))
        {
            var interval = Wilson.Of(c.GetProperty("k").GetInt64(), c.GetProperty("n").GetInt64(), 1 - c.Number("alpha"));

            Assert.Equal(c.Number("lower"), interval.Low, 1e-10);
            Assert.Equal(c.Number("upper"), interval.High, 1e-10);
            Assert.InRange(interval.Low, 0, 1);
            Assert.InRange(interval.High, interval.Low, 1);
        }
    }

    [Fact]
    public void Tango_equals_ratesci()
    {
        foreach (var c in Vectors.Cases("paired_difference"))
        {
            var interval = Tango.Of(c.Whole("gain"), c.Whole("loss"), c.Whole("n"), c.Number("level"));

            var expected = c.Numbers("tango");
            Assert.Equal(expected[0], interval.Low, 1e-9);
            Assert.Equal(expected[1], interval.High, 1e-9);
        }
    }

    [Fact]
    public void McNemar_equals_statsmodels_and_scipy()
    {
        foreach (var c in Vectors.Cases("mcnemar"))
        {
            var (loss, gain) = (c.Whole("b"), c.Whole("c"));

            Relative(c.Number("exact_p"), McNemar.ExactP(gain, loss));
            Relative(c.Number("mid_p"), McNemar.MidP(gain, loss));
            Assert.Equal(c.GetProperty("significant_05_mid").GetBoolean(), McNemar.MidP(gain, loss) < 0.05);
        }
    }

    [Fact]
    public void Holm_equals_statsmodels()
    {
        foreach (var c in Vectors.Cases("holm"))
        {
            var adjusted = Holm.Adjust(c.Numbers("p"));

            Assert.Equal(c.Numbers("adjusted").Count, adjusted.Count);
            foreach (var (i, expected) in c.Numbers("adjusted").Index())
            {
                Assert.Equal(expected, adjusted[i], 1e-12);
                if (Math.Abs(expected - 0.05) > 1e-9)
                {
                    Assert.Equal(c.GetProperty("reject_05")[i].GetBoolean(), adjusted[i] <= 0.05);
                }
            }
        }
    }

    [Theory]
    [InlineData("mean")]
    [InlineData("paired difference tuned-base")]
    [InlineData("corpus_f1")]
    public void Cluster_bootstrap_lies_where_scipy_says_that_it_may(string kind)
    {
        foreach (var c in Vectors.Cases("bootstrap", kind))
        {
            var sums = kind == "corpus_f1" ? CorpusF1(c) : ClusterSum.Of(c.Numbers("values"), Clusters(c, c.Numbers("values").Count));

            var draws = Bootstrap.MacroMean([sums], Seed);

            Assert.NotNull(draws);
            Assert.Equal(c.Number("estimate"), draws.Estimate, 1e-12);
            Inside(c, "lower95", draws.Interval(0.95).Low);
            Inside(c, "upper95", draws.Interval(0.95).High);
            Inside(c, "lower90", draws.Interval(0.90).Low);
            Inside(c, "upper90", draws.Interval(0.90).High);
            if (kind != "corpus_f1")
            {
                var variance = c.Number("variance_400k");
                Assert.Equal(variance, draws.Variance, (c.Number("tolerance_variance_10000_rel") * variance) + 1e-15);
            }
        }
    }

    [Fact]
    public void Sign_flips_give_the_p_of_scipy()
    {
        foreach (var c in Vectors.Cases("bootstrap", "sign_flip"))
        {
            var differences = c.Numbers("tuned").Zip(c.Numbers("base"), (t, b) => t - b).ToList();

            Assert.Equal(c.Number("p"), SignFlip.P(differences, Seed), c.Number("tolerance_p_10000"));
        }
    }

    [Fact]
    public void Classification_equals_scikit_learn()
    {
        foreach (var c in Vectors.Cases("classification"))
        {
            var figures = Classification.Of(c.Texts("gold"), c.Texts("pred"), c.Texts("labels"));

            Assert.Equal(c.Number("accuracy"), figures.Accuracy, 1e-12);
            Assert.Equal(c.Number("balanced_accuracy"), figures.BalancedAccuracy, 1e-12);
            Assert.Equal(c.Number("macro_f1_gold_labels"), figures.MacroF1, 1e-12);
            Assert.Equal(c.Number("mcc"), figures.Correlation, 1e-12);
            Assert.Equal(c.IsNull("kappa"), figures.Kappa is null);
            Assert.Equal(c.IsNull("kappa") ? 0 : c.Number("kappa"), figures.Kappa ?? 0, 1e-12);
            Assert.Equal(c.GetProperty("confusion").EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetInt32()).ToArray()), figures.Confusion);
        }
    }

    [Fact]
    public void Planted_results_get_their_verdicts()
    {
        var clustered = 0;
        foreach (var c in Vectors.Cases("decision"))
        {
            var pairs = Pairs(c);
            var name = c.Text("name");
            var comparison = Comparison.Of([pairs], Seed);
            var better = GateJudge.BetterThan([pairs], Seed).Outcome;
            var kept = GateJudge.NonInferior([pairs], 0.03, Seed).Outcome;

            Assert.Equal(c.Number("difference"), comparison.Difference.Value, 1e-12);
            Assert.True(c.Text("verdict") == Spell(comparison.Verdict), name);
            Assert.Equal(Spell(comparison.Verdict), better switch { GateOutcome.Holds => "better", GateOutcome.Fails => "worse", _ => "cannot tell" });
            if (c.GetProperty("unambiguous").GetBoolean())
            {
                Assert.True(c.Text("noninferior_margin_003") == "pass" == (kept == GateOutcome.Holds), name);
            }

            clustered += comparison.Difference.Method == IntervalMethod.Bootstrap ? 1 : 0;
            if (comparison.Difference.Method == IntervalMethod.Tango)
            {
                Relative(c.Number("mid_p"), comparison.P);
                Assert.Equal(c.Numbers("tango95")[0], comparison.Difference.TwoSided95!.Value.Low, 1e-9);
                Assert.Equal(c.Numbers("tango95")[1], comparison.Difference.TwoSided95!.Value.High, 1e-9);
                Assert.Equal(c.GetProperty("lower_onesided95").Number("tango"), comparison.Difference.OneSided95!.Value.Low, 1e-9);
            }
            else
            {
                var cluster = c.GetProperty("cluster");
                Assert.Equal(cluster.Whole("n_clusters"), comparison.Difference.Clusters);
                Assert.Equal(cluster.Numbers("bootstrap_percentile95")[0], comparison.Difference.TwoSided95!.Value.Low, 0.006);
                Assert.Equal(cluster.Numbers("bootstrap_percentile95")[1], comparison.Difference.TwoSided95!.Value.High, 0.006);
                Assert.Equal(cluster.Number("bootstrap_lower_onesided95"), comparison.Difference.OneSided95!.Value.Low, 0.006);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"of these by clusters: {clustered}");
        Assert.InRange(clustered, 1, int.MaxValue);
    }

    [Fact]
    public void Families_of_planted_results_get_their_verdicts_after_holm()
    {
        var sets = Vectors.Cases("decision").ToDictionary(c => c.Text("name"));
        var families = JsonDocument.Parse(File.ReadAllText(Testing.ReferenceData.Find("statistics", "decision.json")!))
            .RootElement.GetProperty("families").EnumerateArray().ToList();
        var complete = families.Where(f => f.Texts("sets").All(sets.ContainsKey)).ToList();

        foreach (var family in complete)
        {
            var comparisons = family.Texts("sets").Select(s => Comparison.Of([Pairs(sets[s])], Seed)).ToList();
            var adjusted = Holm.Adjust(comparisons.Select(c => c.P).ToList());

            Assert.Equal(family.Texts("verdicts_after_holm"), comparisons.Zip(adjusted, (c, p) => Spell(Comparison.OfP(p, c.Difference.Value))));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"families: {complete.Count} of {families.Count}, the others name absent sets");
        Assert.NotEmpty(complete);
    }

    private static List<PairedScore> Pairs(JsonElement c)
    {
        var (baseline, tuned) = (c.Text("base"), c.Text("tuned"));
        var clusters = Clusters(c, baseline.Length);
        return Enumerable.Range(0, baseline.Length).Select(i => new PairedScore(tuned[i] - '0', baseline[i] - '0', clusters[i])).ToList();
    }

    private static List<string?> Clusters(JsonElement c, int count) => c.IsNull("clusters")
        ? Enumerable.Repeat<string?>(null, count).ToList()
        : c.GetProperty("clusters").EnumerateArray().Select(v => v.ToString()).ToList<string?>();

    private static List<ClusterSum> CorpusF1(JsonElement c) =>
        c.Numbers("right").Select((r, i) => new ClusterSum(2 * r, c.Numbers("gold")[i] + c.Numbers("pred")[i])).ToList();

    private static void Inside(JsonElement c, string end, double actual)
    {
        var range = c.GetProperty("range10000").Numbers(end);
        Assert.InRange(actual, range[0], range[1]);
    }

    private static string Spell(Verdict verdict) =>
        verdict switch { Verdict.Better => "better", Verdict.Worse => "worse", _ => "cannot tell" };

    private static void Relative(double expected, double actual) => Assert.Equal(expected, actual, 1e-9 * expected);
}
