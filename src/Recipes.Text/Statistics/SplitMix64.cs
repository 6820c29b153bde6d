namespace Recipes.Text.Statistics;

/// <summary>A seeded stream of random numbers: equal seeds give equal streams on every machine.</summary>
/// <remarks>SplitMix64 (Steele, Lea and Flood 2014): the n-th number is a mix of seed + n ·
/// 0x9E3779B97F4A7C15.</remarks>
public sealed class SplitMix64
{
    private ulong _state;

    /// <param name="seed">Any number.</param>
    public SplitMix64(ulong seed) => _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="bound"/> − 1.</summary>
    /// <remarks>The high half of a product; its bias is below bound / 2⁶⁴.</remarks>
    /// <param name="bound">At least 1.</param>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)Math.BigMul(Next(), (ulong)bound, out _);
    }
}
