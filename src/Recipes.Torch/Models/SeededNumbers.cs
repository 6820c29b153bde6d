using System.Runtime.InteropServices;
using Recipes.Core;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>Random numbers that depend on a seed and a name only, not on what was drawn before.</summary>
/// <remarks>The i-th 64-bit word of a stream is SplitMix64's output function of start + i·γ (Steele, Lea and Flood
/// 2014); the start is a hash of seed and name.</remarks>
public static class SeededNumbers
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>The i-th word of a stream.</summary>
    public static ulong Word(ulong start, long i)
    {
        var z = start + ((ulong)(i + 1) * Gamma);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Where the stream of a seed and a name starts.</summary>
    public static ulong Start(long seed, string name) =>
        Convert.ToUInt64(ContentId.Of(seed.ToString(CultureInfo.InvariantCulture), name), 16);

    /// <summary>Fills a contiguous float32 tensor with numbers in [low, high).</summary>
    internal static void Uniform(Tensor tensor, long seed, string name, double low, double high) =>
        Fill(tensor, seed, name, (start, i) => low + ((high - low) * Fraction(Word(start, i))));

    /// <summary>Fills a contiguous float32 tensor with normal numbers of mean 0, by the Box-Muller transform.</summary>
    internal static void Normal(Tensor tensor, long seed, string name, double deviation) =>
        Fill(tensor, seed, name, (start, i) =>
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - Fraction(Word(start, 2 * i))));
            return deviation * radius * Math.Cos(2 * Math.PI * Fraction(Word(start, (2 * i) + 1)));
        });

    private static void Fill(Tensor tensor, long seed, string name, Func<ulong, long, double> number)
    {
        var start = Start(seed, name);
        var numbers = MemoryMarshal.Cast<byte, float>(tensor.bytes);
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (float)number(start, i);
        }
    }

    private static double Fraction(ulong word) => (word >> 11) * (1.0 / (1UL << 53));
}
