namespace Recipes.Text.Statistics;

/// <summary>What a paired comparison says.</summary>
public enum Verdict
{
    /// <summary>The candidate is better.</summary>
    Better,

    /// <summary>The candidate is worse.</summary>
    Worse,

    /// <summary>The data does not decide.</summary>
    CannotTell,
}

/// <summary>A candidate beside a baseline on the same items.</summary>
public sealed record Comparison
{
    private const double Level = 0.05; // two-sided

    /// <summary>Candidate − baseline, with its intervals.</summary>
    public required Estimate Difference { get; init; }

    /// <summary>Two-sided p of no difference: mid-p of McNemar for right-or-wrong items that are their own clusters,
    /// else the permutation of the clusters' signs. For Holm over several axes.</summary>
    public required double P { get; init; }

    /// <summary>Right-or-wrong items of their own: p below 0.05 and the sign, the interval being a display. Else:
    /// whether the two-sided 95 % interval excludes 0.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Compares two models.</summary>
    /// <param name="strata">Paired scores per dimension, or one list; none empty.</param>
    /// <param name="seed">Seeds bootstrap and permutation.</param>
    public static Comparison Of(IReadOnlyList<IReadOnlyList<PairedScore>> strata, ulong seed)
    {
        var difference = Intervals.OfDifference(strata, seed);
        if (difference.Method == IntervalMethod.Tango)
        {
            var (gain, loss, _) = Intervals.Table(strata[0]);
            var midP = McNemar.MidP(gain, loss);
            return new() { Difference = difference, P = midP, Verdict = OfP(midP, difference.Value) };
        }

        // A cluster's part of the statistic: its sum over the items of its list and the number of lists.
        var parts = strata
            .SelectMany(s =>
                ClusterSum
                    .Of(s.Select(i => i.Difference).ToList(), s.Select(i => i.Cluster).ToList())
                    .Select(c => c.Sum / s.Count / strata.Count)
            )
            .ToList();
        var verdict = difference.TwoSided95 switch
        {
            { Low: > 0 } => Verdict.Better,
            { High: < 0 } => Verdict.Worse,
            _ => Verdict.CannotTell,
        };
        return new() { Difference = difference, P = SignFlip.P(parts, seed), Verdict = verdict };
    }

    /// <summary>The verdict of a p-value, raw or adjusted, and the sign of the difference.</summary>
    public static Verdict OfP(double p, double difference) =>
        p >= Level || difference == 0 ? Verdict.CannotTell : difference > 0 ? Verdict.Better : Verdict.Worse;
}
