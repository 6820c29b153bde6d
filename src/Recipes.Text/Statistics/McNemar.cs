namespace Recipes.Text.Statistics;

/// <summary>Tests whether two models differ on the same right-or-wrong items, from the items where they
/// disagree.</summary>
public static class McNemar
{
    /// <summary>Two-sided mid-p: with m = min(gain, loss) and X ~ Binomial(gain + loss, 1/2), 2 P(X &lt; m) + P(X =
    /// m).</summary>
    /// <remarks>1 where gain equals loss, 0 and 0 included. Fagerland, Lydersen and Laake 2013 give a little less
    /// there.</remarks>
    /// <param name="gain">Items that only the candidate has right.</param>
    /// <param name="loss">Items that only the baseline has right.</param>
    public static double MidP(int gain, int loss)
    {
        var (below, at) = Tail(gain, loss);
        return gain == loss ? 1 : Math.Min(1, (2 * below) + at);
    }

    /// <summary>Two-sided exact p: 2 P(X ≤ m), at most 1; a little too large on average.</summary>
    /// <inheritdoc cref="MidP" path="/param"/>
    public static double ExactP(int gain, int loss)
    {
        var (below, at) = Tail(gain, loss);
        return Math.Min(1, 2 * (below + at));
    }

    /// <summary>P(X &lt; m) and P(X = m).</summary>
    private static (double Below, double At) Tail(int gain, int loss)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gain);
        ArgumentOutOfRangeException.ThrowIfNegative(loss);
        var n = gain + loss;
        var m = Math.Min(gain, loss);
        var logAt = -n * Math.Log(2); // log of C(n, m) / 2^n: the quotients alone would overflow
        for (var i = 1; i <= m; i++)
        {
            logAt += Math.Log((double)(n - m + i) / i);
        }

        var at = Math.Exp(logAt);
        var below = 0.0;
        var term = at;
        for (var k = m; k > 0 && term > 0; k--)
        {
            term *= (double)k / (n - k + 1); // C(n, k − 1) / C(n, k)
            below += term;
        }

        return (below, at);
    }
}
