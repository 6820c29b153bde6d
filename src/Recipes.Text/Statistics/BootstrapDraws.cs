namespace Recipes.Text.Statistics;

/// <summary>What a bootstrap drew.</summary>
public sealed class BootstrapDraws
{
    private readonly double[] _sorted;

    internal BootstrapDraws(double estimate, double[] sorted)
    {
        Estimate = estimate;
        _sorted = sorted;
    }

    /// <summary>The statistic of the data itself.</summary>
    public double Estimate { get; }

    /// <summary>Mean squared distance of the draws from their mean.</summary>
    public double Variance
    {
        get
        {
            var mean = _sorted.Average();
            return _sorted.Average(d => (d - mean) * (d - mean));
        }
    }

    /// <summary>The two-sided percentile interval; a one-sided 95 % bound is an end at level 0.90.</summary>
    /// <param name="level">Coverage, in (0, 1).</param>
    public Interval Interval(double level)
    {
        var tail = (1 - level) / 2;
        return new(Quantile(tail), Quantile(1 - tail));
    }

    /// <summary>Linear between the two nearest draws, as numpy's default.</summary>
    private double Quantile(double p)
    {
        var place = p * (_sorted.Length - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, _sorted.Length - 1);
        return _sorted[below] + ((place - below) * (_sorted[above] - _sorted[below]));
    }
}
