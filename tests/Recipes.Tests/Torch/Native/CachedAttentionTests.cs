using Recipes.Torch.Native;

namespace Recipes.Tests.Torch.Native;

public sealed unsafe class CachedAttentionTests
{
    [Theory]
    [InlineData(6, 0, 0, 0f)]
    [InlineData(8, 0, 40, 0f)]
    [InlineData(16, 19, 40, 0.25f)]
    [InlineData(64, 0, 15, 0.5f)]
    [InlineData(20, 33, 47, 0f)]
    public void It_is_the_softmax_of_products_over_the_places_seen(int size, int first, int last, float slope)
    {
        var random = new Random(size);
        var padded = (size + 15) / 16 * 16;
        float[][] keys = Numbers(48, size), values = Numbers(48, size);
        var query = Numbers(1, size)[0];
        var (k, v) = (new AlignedFloats(48 * size), new AlignedFloats(48 * padded));
        for (var place = 0; place < 48; place++)
        {
            for (var i = 0; i < size; i++)
            {
                k.Start[(place / 16 * size * 16) + (i * 16) + (place % 16)] = keys[place][i];
                v.Start[(place * padded) + i] = values[place][i];
            }
        }

        var span = new PlaceSpan(first, last);
        var output = new float[size];
        CachedAttention.Attend(
            k.Start + (span.Start * size), v.Start + (span.Start * padded), (size * 16, padded * 16), span, query, new(0.3f, slope), output);

        var powers = Enumerable.Range(first, last - first + 1).Select(place =>
            Math.Exp((0.3 * keys[place].Zip(query, (a, b) => (double)a * b).Sum()) + (slope * (place - last)))).ToList();
        for (var i = 0; i < size; i++)
        {
            var expected = powers.Select((power, at) => power / powers.Sum() * values[first + at][i]).Sum();
            Assert.Equal(expected, output[i], 1e-5);
        }

        float[][] Numbers(int count, int width) =>
            [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, width).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray())];
    }
}
