namespace Recipes.Text.Statistics;

/// <summary>Chooses the interval that holds for the scores at hand.</summary>
/// <remarks>One list of 0/1 scores with every item its own cluster: <see cref="Wilson"/>, and <see cref="Tango"/> for
/// differences. Everything else: <see cref="Bootstrap"/> of clusters, stratified where there are several lists. A list
/// whose values are all equal has no spread to resample, and a bootstrap would claim certainty; its ends are then moved
/// out by what Wilson or Tango give for as many equal items as it has clusters, squares added as in MOVER (Zou and
/// Donner 2008).</remarks>
public static class Intervals
{
    /// <summary>The mean of a metric, or the mean over dimensions of their means.</summary>
    /// <param name="strata">Scores per dimension, or one list; none empty.</param>
    /// <param name="seed">Seeds the bootstrap.</param>
    public static Estimate OfMean(IReadOnlyList<IReadOnlyList<ItemScore>> strata, ulong seed)
    {
        Check(strata);
        var data = strata.Select(s => Stratum.Of(s.Select(i => i.Score), s.Select(i => i.Cluster), IsRate)).ToList();
        if (data is not [{ IsExact: true } single])
        {
            return Resampled(data, seed, (n, value, level) => Wilson.Of(value == 1 ? n : 0, n, level));
        }

        var right = single.Values.Count(v => v == 1);
        var count = single.Values.Count;
        return Make(data, (double)right / count, IntervalMethod.Wilson, level => Wilson.Of(right, count, level));
    }

    /// <summary>The mean difference of two models, or the mean over dimensions of their mean differences.</summary>
    /// <param name="strata">Paired scores per dimension, or one list; none empty.</param>
    /// <param name="seed">Seeds the bootstrap.</param>
    public static Estimate OfDifference(IReadOnlyList<IReadOnlyList<PairedScore>> strata, ulong seed)
    {
        Check(strata);
        var data = strata
            .Select(s =>
                Stratum.Of(
                    s.Select(i => i.Difference),
                    s.Select(i => i.Cluster),
                    _ => s.All(i => IsRate(i.Candidate) && IsRate(i.Baseline))
                )
            )
            .ToList();
        if (data is not [{ IsExact: true } single])
        {
            return Resampled(data, seed, (n, value, level) => Tango.Of(value > 0 ? n : 0, value < 0 ? n : 0, n, level));
        }

        var (gain, loss, count) = Table(strata[0]);
        return Make(
            data,
            (double)(gain - loss) / count,
            IntervalMethod.Tango,
            level => Tango.Of(gain, loss, count, level)
        );
    }

    /// <summary>Items that only the candidate has right, items that only the baseline has right, and all
    /// items.</summary>
    internal static (int Gain, int Loss, int Count) Table(IReadOnlyList<PairedScore> pairs) =>
        (pairs.Count(p => p.Difference > 0), pairs.Count(p => p.Difference < 0), pairs.Count);

    private static bool IsRate(double score) => score is 0 or 1;

    private static void Check<T>(IReadOnlyList<IReadOnlyList<T>> strata)
    {
        ArgumentNullException.ThrowIfNull(strata);
        if (strata.Count == 0 || strata.Any(s => s.Count == 0))
        {
            throw new ArgumentException("a metric without items has no value", nameof(strata));
        }
    }

    private static Estimate Resampled(List<Stratum> strata, ulong seed, Func<int, double, double, Interval> ofEqual)
    {
        var draws = Bootstrap.MacroMean(strata.Select(s => s.Sums).ToList(), seed);
        return Make(strata, strata.Average(s => ClusterSum.Ratio(s.Sums)), IntervalMethod.Bootstrap, level =>
        {
            if (draws?.Interval(level) is not { } drawn)
            {
                return null;
            }

            double below = 0, above = 0; // squares of what lists without spread add
            foreach (var stratum in strata.Where(s => s.HasNoSpread))
            {
                var value = stratum.Values[0];
                var own = ofEqual(stratum.Sums.Count, value, level);
                below += Math.Pow((value - own.Low) / strata.Count, 2);
                above += Math.Pow((own.High - value) / strata.Count, 2);
            }

            var low = draws.Estimate - Math.Sqrt(Math.Pow(draws.Estimate - drawn.Low, 2) + below);
            var high = draws.Estimate + Math.Sqrt(Math.Pow(drawn.High - draws.Estimate, 2) + above);
            return below + above == 0 ? drawn : new(low, high);
        });
    }

    private static Estimate Make(
        List<Stratum> strata,
        double value,
        IntervalMethod method,
        Func<double, Interval?> interval
    ) =>
        new()
        {
            Value = value,
            TwoSided95 = interval(0.95),
            OneSided95 = interval(0.90),
            Count = strata.Sum(s => s.Values.Count),
            Clusters = strata.Sum(s => s.Sums.Count),
            Method = method,
        };

    /// <summary>One list of values with its clusters.</summary>
    private sealed record Stratum(IReadOnlyList<double> Values, IReadOnlyList<ClusterSum> Sums, bool IsBinary)
    {
        /// <summary>Right-or-wrong items, each its own cluster.</summary>
        public bool IsExact => IsBinary && Sums.Count == Values.Count;

        /// <summary>All values are the same one of −1, 0 and 1.</summary>
        public bool HasNoSpread => Values[0] is -1 or 0 or 1 && Values.All(v => v == Values[0]);

        public static Stratum Of(IEnumerable<double> values, IEnumerable<string?> clusters, Func<double, bool> isRate)
        {
            var list = values.ToList();
            return new(list, ClusterSum.Of(list, clusters.ToList()), list.All(isRate));
        }
    }
}
