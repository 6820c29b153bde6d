namespace Recipes.Text.Statistics;

/// <summary>Wilson's score interval of one rate.</summary>
public static class Wilson
{
    /// <summary>The two-sided interval without continuity correction, inside [0, 1].</summary>
    /// <remarks>(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n), Wilson 1927. A one-sided 95 % bound is an end at
    /// level 0.90.</remarks>
    /// <param name="right">Successes, 0 to <paramref name="count"/>.</param>
    /// <param name="count">Trials, at least 1.</param>
    /// <param name="level">Coverage, in (0, 1).</param>
    public static Interval Of(long right, long count, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(right, count);
        var z = NormalDistribution.TwoSided(level);
        double n = count;
        var p = right / n;
        var middle = p + (z * z / (2 * n));
        var half = z * Math.Sqrt((p * (1 - p) / n) + (z * z / (4 * n * n)));
        var scale = 1 + (z * z / n);
        return new(right == 0 ? 0 : (middle - half) / scale, right == count ? 1 : (middle + half) / scale);
    }
}
