using Recipes.Torch.Native;

namespace Recipes.Tests.Torch.Native;

public sealed unsafe class RowProductsTests
{
    [Theory]
    [InlineData(true, 64, 7)]
    [InlineData(false, 64, 8)]
    [InlineData(true, 576, 33)]
    [InlineData(false, 96, 3)]
    public void A_row_has_the_same_bits_in_any_company_and_any_share_of_the_outputs(bool isHalf, int inputs, int outputs)
    {
        var (weights, x) = (Weights(isHalf, inputs, outputs), Rows(11, inputs));
        var together = new FloatRows(outputs);
        together.Reach(11);

        Multiply(weights, isHalf, x, 0, 11, together, 0, outputs);

        for (var row = 0; row < 11; row++)
        {
            var alone = new FloatRows(outputs);
            alone.Reach(1);
            Multiply(weights, isHalf, x, row, 1, alone, 0, outputs / 2);
            Multiply(weights, isHalf, x, row, 1, alone, outputs / 2, outputs);
            Assert.Equal(alone.Row(0).ToArray(), together.Row(row).ToArray());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sums_are_those_of_plain_arithmetic(bool isHalf)
    {
        var (weights, x) = (Weights(isHalf, 160, 9), Rows(5, 160));
        var y = new FloatRows(9);
        y.Reach(5);

        Multiply(weights, isHalf, x, 0, 5, y, 0, 9);

        for (var row = 0; row < 5; row++)
        {
            for (var output = 0; output < 9; output++)
            {
                double sum = 0;
                for (var i = 0; i < 160; i++)
                {
                    sum += (double)Weight(weights, isHalf, (output * 160) + i) * x.Row(row)[i];
                }

                Assert.Equal(sum, y.Row(row)[output], 1e-5);
            }
        }
    }

    private static float Weight(AlignedFloats weights, bool isHalf, int at) => isHalf
        ? BitConverter.UInt32BitsToSingle((uint)((ushort*)weights.Start)[at] << 16) : weights.Start[at];

    private static void Multiply(AlignedFloats weights, bool isHalf, FloatRows x, int row, int count, FloatRows y, int first, int end) =>
        RowProducts.Multiply(
            (byte*)weights.Start, isHalf, x.Stride, x.Start(isHalf) + (row * x.Stride), count, y.Start(isPaired: false), y.Stride, first, end);

    private static AlignedFloats Weights(bool isHalf, int inputs, int outputs)
    {
        var random = new Random(inputs + outputs);
        var weights = new AlignedFloats(inputs * outputs);
        for (var i = 0; i < inputs * outputs; i++)
        {
            var number = (float)(random.NextDouble() - 0.5);
            if (isHalf)
            {
                ((ushort*)weights.Start)[i] = (ushort)(BitConverter.SingleToUInt32Bits(number) >> 16);
            }
            else
            {
                weights.Start[i] = number;
            }
        }

        return weights;
    }

    private static FloatRows Rows(int count, int width)
    {
        var random = new Random(width);
        var rows = new FloatRows(width);
        rows.Reach(count);
        rows.ReachPairs();
        for (var row = 0; row < count; row++)
        {
            foreach (ref var number in rows.Row(row))
            {
                number = (float)(random.NextDouble() - 0.5);
            }

            rows.Pair(row);
        }

        return rows;
    }
}
