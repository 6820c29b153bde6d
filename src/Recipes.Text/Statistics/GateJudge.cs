using Recipes.Core;

namespace Recipes.Text.Statistics;

/// <summary>Decides the three forms of a gate.</summary>
/// <remarks>A list per dimension makes a macro metric such as <c>general</c>; a plain metric is one list.</remarks>
public static class GateJudge
{
    /// <summary><c>metric &gt;= x</c>: holds when the one-sided 95 % lower bound is at least x, fails when the upper
    /// one is below x.</summary>
    /// <param name="strata">Scores; none of the lists empty.</param>
    /// <param name="least">x, in [0, 1].</param>
    /// <param name="seed">Seeds the bootstrap.</param>
    public static GateDecision AtLeast(IReadOnlyList<IReadOnlyList<ItemScore>> strata, double least, ulong seed)
    {
        var estimate = Intervals.OfMean(strata, seed);
        var bounds = estimate.OneSided95;
        var outcome =
            bounds?.Low >= least ? GateOutcome.Holds
            : bounds?.High < least ? GateOutcome.Fails
            : GateOutcome.CannotTell;
        return Make(estimate, bounds, outcome);
    }

    /// <summary><c>metric better than NAME</c>: holds when the comparison says better, fails when it says
    /// worse.</summary>
    /// <remarks>The bounds are the two-sided 95 % interval. For right-or-wrong items of their own mid-p decides and the
    /// bounds are a display: in about 1 % of cases one of them lies at the other side of 0.</remarks>
    /// <param name="strata">Paired scores; none of the lists empty.</param>
    /// <param name="seed">Seeds bootstrap and permutation.</param>
    public static GateDecision BetterThan(IReadOnlyList<IReadOnlyList<PairedScore>> strata, ulong seed)
    {
        var comparison = Comparison.Of(strata, seed);
        var outcome = comparison.Verdict switch
        {
            Verdict.Better => GateOutcome.Holds,
            Verdict.Worse => GateOutcome.Fails,
            _ => GateOutcome.CannotTell,
        };
        return Make(comparison.Difference, comparison.Difference.TwoSided95, outcome);
    }

    /// <summary><c>metric non-inferior MARGIN to NAME</c>: holds when the one-sided 95 % lower bound of the difference
    /// is above −margin, fails when the upper one is below it.</summary>
    /// <param name="strata">Paired scores; none of the lists empty.</param>
    /// <param name="margin">In (0, 1).</param>
    /// <param name="seed">Seeds the bootstrap.</param>
    public static GateDecision NonInferior(IReadOnlyList<IReadOnlyList<PairedScore>> strata, double margin, ulong seed)
    {
        var estimate = Intervals.OfDifference(strata, seed);
        var bounds = estimate.OneSided95;
        var outcome =
            bounds?.Low > -margin ? GateOutcome.Holds
            : bounds?.High < -margin ? GateOutcome.Fails
            : GateOutcome.CannotTell;
        return Make(estimate, bounds, outcome);
    }

    /// <summary>Whether a gate holds by the point estimate alone, as on <c>dev</c>.</summary>
    /// <param name="kind">The form of the gate.</param>
    /// <param name="value">The metric, or for the other two forms the difference to the baseline.</param>
    /// <param name="number">x or the margin; not read for <see cref="GateKind.BetterThan"/>.</param>
    public static bool HoldsByPoint(GateKind kind, double value, double number) => kind switch
    {
        GateKind.AtLeast => value >= number,
        GateKind.BetterThan => value > 0,
        GateKind.NonInferior => value > -number,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static GateDecision Make(Estimate estimate, Interval? bounds, GateOutcome outcome) => new()
    {
        Value = estimate.Value,
        Bounds = bounds,
        Outcome = outcome,
        Count = estimate.Count,
        Clusters = estimate.Clusters,
    };
}
