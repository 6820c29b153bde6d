namespace Recipes.Text.Statistics;

/// <summary>Areas of radar charts, and figures that do not depend on the order of the axes.</summary>
/// <remarks>Radii are scores in [0, 1] on axes at equal angles of 2π/n. Areas depend on the order of the axes and grow
/// with the square of the scores; for a verdict use the order-free figures.</remarks>
public static class Radar
{
    /// <summary>½ sin(2π/n) Σ rᵢ rᵢ₊₁; 2.3776 for five axes at 1.</summary>
    /// <param name="radii">At least three.</param>
    public static double Area(IReadOnlyList<double> radii) => HalfSine(radii) * Products(radii);

    /// <summary>Area over the area of the chart with all scores at 1: (1/n) Σ rᵢ rᵢ₊₁.</summary>
    /// <param name="radii">At least three.</param>
    public static double Share(IReadOnlyList<double> radii)
    {
        Check(radii);
        return Products(radii) / radii.Count;
    }

    /// <summary>The area that both charts cover, exact: in each sector the lines may cross once.</summary>
    /// <remarks>With the two axes of a sector as base vectors a chart's line is u/x + v/y = 1. Where the lines cross at
    /// (u, v) the common area is ½ sin(2π/n) (min(x) v + min(y) u). The chart of the lower score on every axis is
    /// smaller than this.</remarks>
    /// <param name="a">At least three radii.</param>
    /// <param name="b">As many, on the same axes.</param>
    public static double Overlap(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        CheckPair(a, b);
        var sum = 0.0;
        for (var i = 0; i < a.Count; i++)
        {
            var next = (i + 1) % a.Count;
            sum += Sector((a[i], a[next]), (b[i], b[next]));
        }

        return HalfSine(a) * sum;
    }

    /// <summary>The area that at least one chart covers: both areas less their overlap.</summary>
    /// <param name="a">At least three radii.</param>
    /// <param name="b">As many, on the same axes.</param>
    public static double Union(IReadOnlyList<double> a, IReadOnlyList<double> b) => Area(a) + Area(b) - Overlap(a, b);

    /// <summary>Mean of <see cref="Share"/> over all orders of the axes: (S² − Q) / (n(n − 1)), S = Σ r, Q = Σ
    /// r².</summary>
    /// <param name="radii">At least three.</param>
    public static double MeanShare(IReadOnlyList<double> radii)
    {
        Check(radii);
        var sum = radii.Sum();
        return ((sum * sum) - radii.Sum(r => r * r)) / (radii.Count * (radii.Count - 1.0));
    }

    /// <summary>Ružička similarity Σ min / Σ max, in [0, 1]; 1 where all scores are 0.</summary>
    /// <param name="a">At least three radii.</param>
    /// <param name="b">As many, on the same axes.</param>
    public static double Likeness(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        CheckPair(a, b);
        var most = a.Zip(b, Math.Max).Sum();
        return most == 0 ? 1 : a.Zip(b, Math.Min).Sum() / most;
    }

    /// <summary>Mean over the axes of candidate − baseline.</summary>
    /// <param name="candidate">At least three radii.</param>
    /// <param name="baseline">As many, on the same axes.</param>
    public static double MeanGap(IReadOnlyList<double> candidate, IReadOnlyList<double> baseline)
    {
        CheckPair(candidate, baseline);
        return candidate.Zip(baseline, (c, b) => c - b).Average();
    }

    /// <summary>The smallest candidate − baseline: below 0, the worst loss.</summary>
    /// <param name="candidate">At least three radii.</param>
    /// <param name="baseline">As many, on the same axes.</param>
    public static double WorstGap(IReadOnlyList<double> candidate, IReadOnlyList<double> baseline)
    {
        CheckPair(candidate, baseline);
        return candidate.Zip(baseline, (c, b) => c - b).Min();
    }

    private static double Sector((double X, double Y) a, (double X, double Y) b)
    {
        var (x, y) = (Math.Min(a.X, b.X), Math.Min(a.Y, b.Y));
        if (x == 0 || y == 0)
        {
            return 0; // one of the two has no area here
        }

        if ((a.X - b.X) * (a.Y - b.Y) >= 0)
        {
            return x * y; // one line lies inside the other
        }

        var determinant = (1 / (a.X * b.Y)) - (1 / (b.X * a.Y));
        var u = ((1 / b.Y) - (1 / a.Y)) / determinant;
        var v = ((1 / a.X) - (1 / b.X)) / determinant;
        return (x * v) + (y * u);
    }

    private static double Products(IReadOnlyList<double> radii) =>
        radii.Select((r, i) => r * radii[(i + 1) % radii.Count]).Sum();

    private static double HalfSine(IReadOnlyList<double> radii)
    {
        Check(radii);
        return Math.Sin(2 * Math.PI / radii.Count) / 2;
    }

    private static void Check(IReadOnlyList<double> radii)
    {
        ArgumentNullException.ThrowIfNull(radii);
        ArgumentOutOfRangeException.ThrowIfLessThan(radii.Count, 3);
    }

    private static void CheckPair(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        Check(a);
        Check(b);
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Count, a.Count);
    }
}
