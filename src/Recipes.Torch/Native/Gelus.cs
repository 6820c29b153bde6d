using System.Runtime.CompilerServices;

namespace Recipes.Torch.Native;

/// <summary>x · Φ(x), each number by itself, so that its bits do not depend on its neighbours.</summary>
internal static class Gelus
{
    private const double RootHalf = 0.70710678118654752;
    private const double RootTwoByPi = 0.79788456080286536;

    // Chebyshev coefficients of erfc(z) = t·e^(−z² + P(t)), t = 2 / (2 + z): fractional error below 1.2e-7 everywhere.
    // Source: Press et al., Numerical Recipes in C, 2nd edition, section 6.2.
    private static readonly double[] _powers =
    [
        -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
    ];

    /// <summary>With the error function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exact(ReadOnlySpan<float> x, Span<float> y)
    {
        for (var i = 0; i < y.Length; i++)
        {
            var tail = 0.5 * Erfc(Math.Abs(x[i]) * RootHalf); // Φ(−|x|)
            y[i] = (float)(x[i] * (x[i] < 0 ? tail : 1 - tail));
        }
    }

    /// <summary>With tanh in its place: x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³))).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ByTanh(ReadOnlySpan<float> x, Span<float> y)
    {
        for (var i = 0; i < y.Length; i++)
        {
            double v = x[i];
            y[i] = (float)(0.5 * v * (1 + Math.Tanh(RootTwoByPi * (v + (0.044715 * v * v * v)))));
        }
    }

    /// <summary>erfc(z) for z ≥ 0.</summary>
    private static double Erfc(double z)
    {
        var t = 2 / (2 + z);
        var power = _powers[^1];
        for (var i = _powers.Length - 2; i >= 0; i--)
        {
            power = (power * t) + _powers[i];
        }

        return t * Math.Exp((-z * z) + power);
    }
}
