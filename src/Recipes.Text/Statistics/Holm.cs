namespace Recipes.Text.Statistics;

/// <summary>Holm's correction for several tests at once.</summary>
public static class Holm
{
    /// <summary>Adjusted p-values in the order given: with p₍₁₎ ≤ … ≤ p₍ₘ₎, the running maximum of (m − i + 1) p₍ᵢ₎, at
    /// most 1.</summary>
    /// <remarks>Holm 1979. Comparing them with 0.05 keeps the chance of any false finding below 5 %.</remarks>
    public static IReadOnlyList<double> Adjust(IReadOnlyList<double> p)
    {
        ArgumentNullException.ThrowIfNull(p);
        var adjusted = new double[p.Count];
        var largest = 0.0;
        var rank = 0;
        foreach (var i in Enumerable.Range(0, p.Count).OrderBy(i => p[i])) // a stable sort: ties keep their order
        {
            largest = Math.Max(largest, Math.Min(1, (p.Count - rank) * p[i]));
            adjusted[i] = largest;
            rank++;
        }

        return adjusted;
    }
}
