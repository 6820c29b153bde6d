using Recipes.Torch.Models;
using Recipes.Torch.Native;

namespace Recipes.Tests.Torch.Models;

public class RoundingTests
{
    [Fact]
    public void Rounding_by_chance_is_right_on_average()
    {
        const float value = 1 + (1 / 512f); // a quarter of the way from 1 to the next bf16, 1 + 1/128
        float[] floats = [.. Enumerable.Repeat(value, 40_000)];
        var bits = new ushort[floats.Length];

        Lanes.NarrowByChance(floats, bits, i => SeededNumbers.Word(7, i));

        var numbers = bits.Select(word => BitConverter.UInt32BitsToSingle((uint)word << 16)).ToList();
        Assert.Equal([1f, 1 + (1 / 128f)], numbers.Distinct().Order());
        Assert.Equal(0.25, numbers.Count(number => number > 1) / 40_000.0, 0.01); // deviation √(.25·.75/40000) = 0.002
    }

    [Fact]
    public void Rounding_by_chance_keeps_what_bf16_can_hold()
    {
        float[] floats = [0, -2.5f, 1e30f, float.PositiveInfinity, float.NaN];
        var bits = new ushort[floats.Length];

        Lanes.NarrowByChance(floats, bits, _ => 0x8000_8000_8000_8000);

        Assert.Equal(0, bits[0]);
        Assert.Equal(-2.5f, BitConverter.UInt32BitsToSingle((uint)bits[1] << 16));
        Assert.Equal(float.PositiveInfinity, BitConverter.UInt32BitsToSingle((uint)bits[3] << 16));
        Assert.True(float.IsNaN(BitConverter.UInt32BitsToSingle((uint)bits[4] << 16)));
    }
}
