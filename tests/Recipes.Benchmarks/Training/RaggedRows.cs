using Recipes.Torch.Training;

namespace Recipes.Benchmarks.Training;

/// <summary>Rows of unequal length such as instruction data has: 20 to 600 tokens, mean about 120, the second half of each
/// under the loss.</summary>
/// <remarks>Lengths are log-normal with deviation 0.7. A token follows from the one before it by one of two rules, so that
/// there is something to learn: the loss falls within a few steps.</remarks>
internal static class RaggedRows
{
    private const int Shortest = 20;
    private const int Longest = 600;
    private const double Deviation = 0.7;
    private const double LogMedian = 4.54; // ln(120) − 0.7² / 2
    private const int Alphabet = 200;

    public static List<TokenRow> Make(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var length = (int)Math.Clamp(Math.Exp(LogMedian + (Deviation * normal)), Shortest, Longest);
            var ids = new int[length];
            ids[0] = 5 + random.Next(Alphabet);
            for (var at = 1; at < length; at++)
            {
                ids[at] = 5 + ((((ids[at - 1] - 5) * 3) + (random.Next(4) == 0 ? 7 : 1)) % Alphabet);
            }

            return new TokenRow($"row {i}", ids, [.. ids.Select((_, at) => at >= length / 2)]);
        })];
    }
}
