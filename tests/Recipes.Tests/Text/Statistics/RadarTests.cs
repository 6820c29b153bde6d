using Recipes.Text.Statistics;

namespace Recipes.Tests.Text.Statistics;

public sealed class RadarTests
{
    private static readonly double[] _a = [.9, .4, .8, .5, .7];
    private static readonly double[] _b = [.6, .7, .5, .8, .6];

    [Fact]
    public void The_published_example_comes_out()
    {
        Assert.Equal(0.7360, Radar.Overlap(_a, _b), 5e-5);
        Assert.Equal(1.1994, Radar.Union(_a, _b), 5e-5);
        Assert.Equal(0.6136, Radar.Overlap(_a, _b) / Radar.Union(_a, _b), 5e-5);
        Assert.Equal(0.427, Radar.MeanShare(_a), 1e-12); // (3.3² − 2.35) / 20
    }

    [Fact]
    public void A_chart_of_ones_is_full()
    {
        double[] full = [1, 1, 1, 1, 1];

        Assert.Equal(2.3776, Radar.Area(full), 5e-5);
        Assert.Equal(1, Radar.Share(full), 1e-12);
        Assert.Equal(1, Radar.MeanShare(full), 1e-12);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    public void Overlap_and_union_agree_with_sums_over_small_angles(int axes)
    {
        var random = new SplitMix64(11);
        for (var round = 0; round < 20; round++)
        {
            var a = Enumerable.Range(0, axes).Select(_ => random.Below(11) / 10.0).ToArray();
            var b = Enumerable.Range(0, axes).Select(_ => random.Below(11) / 10.0).ToArray();

            Assert.Equal(Integral(a, b, Math.Min), Radar.Overlap(a, b), 1e-4);
            Assert.Equal(Integral(a, b, Math.Max), Radar.Union(a, b), 1e-4);
        }
    }

    [Fact]
    public void A_chart_overlaps_itself_wholly_and_a_zero_has_no_area()
    {
        Assert.Equal(Radar.Area(_a), Radar.Overlap(_a, _a), 1e-12);
        Assert.Equal(Radar.Area(_a), Radar.Union(_a, [0, 0, 0, 0, 0]), 1e-12);
        Assert.Equal(0, Radar.Overlap(_a, [0, 0, 0, 0, 0]));
    }

    [Fact]
    public void Gaps_and_likeness_do_not_depend_on_the_order()
    {
        Assert.Equal(0.02, Radar.MeanGap(_a, _b), 1e-12); // (.3 − .3 + .3 − .3 + .1) / 5
        Assert.Equal(-0.3, Radar.WorstGap(_a, _b), 1e-12);
        Assert.Equal(2.6 / 3.9, Radar.Likeness(_a, _b), 1e-12); // .6 + .4 + .5 + .5 + .6 over .9 + .7 + .8 + .8 + .7
        Assert.Equal(1, Radar.Likeness([0, 0, 0], [0, 0, 0]));
    }

    [Fact]
    public void Two_axes_make_no_chart()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Radar.Share([1, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Radar.Overlap(_a, [1, 1, 1]));
    }

    /// <summary>½ ∫ R², R(α) = x y sin s / (x sin α + y sin(s − α)) in a sector of angle s between radii x and y.</summary>
    private static double Integral(double[] a, double[] b, Func<double, double, double> pick)
    {
        const int Steps = 4_000;
        var s = 2 * Math.PI / a.Length;
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            var next = (i + 1) % a.Length;
            for (var k = 0; k < Steps; k++)
            {
                var angle = s * (k + 0.5) / Steps;
                var r = pick(Radius(a[i], a[next], s, angle), Radius(b[i], b[next], s, angle));
                sum += r * r / 2 * s / Steps;
            }
        }

        return sum;
    }

    private static double Radius(double x, double y, double s, double angle) =>
        x * y == 0 ? 0 : x * y * Math.Sin(s) / ((x * Math.Sin(angle)) + (y * Math.Sin(s - angle)));
}
