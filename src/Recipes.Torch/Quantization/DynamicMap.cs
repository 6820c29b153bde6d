namespace Recipes.Torch.Quantization;

/// <summary>The 256 numbers in [−1, 1] that eight bits stand for: denser near zero (Dettmers 2016, dynamic tree
/// quantization; seven exponents, as bitsandbytes has them).</summary>
public static class DynamicMap
{
    private const int Exponents = 7;

    /// <summary>For numbers of either sign, ascending.</summary>
    public static IReadOnlyList<float> Signed { get; } = Make(isSigned: true);

    /// <summary>For numbers from 0 on, ascending.</summary>
    public static IReadOnlyList<float> Unsigned { get; } = Make(isSigned: false);

    /// <summary>The index of the nearest number of a map; of two as near, the lower.</summary>
    /// <param name="map">Ascending.</param>
    /// <param name="value">In [−1, 1].</param>
    public static byte Nearest(ReadOnlySpan<float> map, float value)
    {
        var (low, high) = (0, map.Length - 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = map[middle] <= value ? (middle, high) : (low, middle);
        }

        return (byte)(Math.Abs(map[high] - value) < Math.Abs(value - map[low]) ? high : low);
    }

    private static float[] Make(bool isSigned)
    {
        var numbers = new List<float> { 0, 1 };
        for (var exponent = 0; exponent < Exponents; exponent++)
        {
            var scale = (float)Math.Pow(10, exponent - Exponents + 1);
            foreach (var mean in Means(1 << (isSigned ? exponent : exponent + 1)))
            {
                numbers.Add(scale * mean);
                if (isSigned)
                {
                    numbers.Add(-scale * mean);
                }
            }
        }

        return [.. numbers.Order()];
    }

    /// <summary>The middles of equal parts of [0.1, 1], rounded as torch.linspace rounds its ends.</summary>
    private static IEnumerable<float> Means(int parts)
    {
        var step = (1f - 0.1f) / parts;
        var ends = Enumerable.Range(0, parts + 1)
            .Select(i => i < (parts + 1) / 2
                ? MathF.FusedMultiplyAdd(step, i, 0.1f) : MathF.FusedMultiplyAdd(-step, parts - i, 1f)).ToList();
        return Enumerable.Range(0, parts).Select(i => (ends[i] + ends[i + 1]) / 2);
    }
}
