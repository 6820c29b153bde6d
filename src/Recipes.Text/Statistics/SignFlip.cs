namespace Recipes.Text.Statistics;

/// <summary>Permutation test of a paired difference: under no difference the sign of each cluster's difference is a
/// coin's.</summary>
public static class SignFlip
{
    private const int LargestExact = 16; // 65,536 sign patterns
    private const double Tie = 1e-12; // of the sum of sizes: sums in another order may differ by rounding

    /// <summary>Two-sided p: the share of sign patterns whose sum is at least as far from 0 as the observed
    /// one.</summary>
    /// <remarks>All patterns up to 16 differences that are not 0; else <paramref name="draws"/> random ones, the
    /// observed pattern counted among them, so that p is never 0.</remarks>
    /// <param name="differences">One per item or cluster.</param>
    /// <param name="seed">Equal seeds give equal p.</param>
    /// <param name="draws">At least 1.</param>
    public static double P(IReadOnlyList<double> differences, ulong seed, int draws = Bootstrap.DefaultDraws)
    {
        ArgumentNullException.ThrowIfNull(differences);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var sizes = differences.Where(d => d != 0).ToArray(); // a 0 has the same sum with either sign
        var least = Math.Abs(sizes.Sum()) - (Tie * sizes.Sum(Math.Abs));
        return sizes.Length <= LargestExact ? Exact(sizes, least) : Sampled(sizes, least, new SplitMix64(seed), draws);
    }

    private static double Exact(double[] sizes, double least)
    {
        var patterns = 1 << sizes.Length;
        var far = Enumerable.Range(0, patterns).Count(pattern => Math.Abs(Sum(sizes, (ulong)pattern)) >= least);
        return (double)far / patterns;
    }

    private static double Sampled(double[] sizes, double least, SplitMix64 random, int draws)
    {
        var far = 1;
        for (var i = 0; i < draws; i++)
        {
            var sum = 0.0;
            for (var start = 0; start < sizes.Length; start += 64)
            {
                sum += Sum(sizes.AsSpan(start, Math.Min(64, sizes.Length - start)), random.Next());
            }

            far += Math.Abs(sum) >= least ? 1 : 0;
        }

        return (double)far / (draws + 1);
    }

    private static double Sum(ReadOnlySpan<double> sizes, ulong negative)
    {
        var sum = 0.0;
        for (var i = 0; i < sizes.Length; i++)
        {
            sum += ((negative >> i) & 1) == 0 ? sizes[i] : -sizes[i];
        }

        return sum;
    }
}
