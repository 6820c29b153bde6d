using Recipes.Torch.Native;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>What stands between the matrix products, forward and backward, one pass over memory each.</summary>
/// <remarks>libtorch's own operators take five to twenty passes for the same. N tokens, C channels; every result
/// belongs to the caller's scope. Sums over tokens run in order, on one thread: equal input gives equal bits.</remarks>
internal static class RowKernels
{
    /// <summary>y = x · r ∘ w with r = 1 / √(mean(x²) + ε), row by row.</summary>
    /// <param name="x">(N, C) float32.</param>
    /// <param name="weight">(C) float32.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="precision">Of the result.</param>
    public static Tensor RmsNorm(Tensor x, Tensor weight, double epsilon, ScalarType precision)
    {
        var y = empty_like(x, precision);
        var (input, output) = (new TensorRows(x), new TensorRows(y));
        var w = new TensorRows(weight).Floats(0);
        var scratch = new float[input.Width];
        for (var row = 0; row < input.Count; row++)
        {
            var channels = input.Floats(row);
            Lanes.Multiply(channels, w, InverseRoot(channels, epsilon), scratch);
            output.Write(row, scratch);
        }

        return y;
    }

    /// <summary>Adds the gradient by x to <paramref name="slopeX"/>, and that by w to <paramref name="slopeWeight"/>:
    /// with g = dy ∘ w, dx = r·g − (r³/C)·(g·x)·x and dw = Σ r·dy ∘ x.</summary>
    public static void RmsNormBackward(
        Tensor slope, Tensor x, Tensor weight, double epsilon, Tensor slopeX, Tensor? slopeWeight)
    {
        var (dy, input, dx) = (new TensorRows(slope), new TensorRows(x), new TensorRows(slopeX));
        var w = new TensorRows(weight).Floats(0);
        var dw = slopeWeight is null ? [] : new TensorRows(slopeWeight).Floats(0);
        var (scratch, weighted) = (new float[input.Width], new float[input.Width]);
        for (var row = 0; row < input.Count; row++)
        {
            var channels = input.Floats(row);
            var d = dy.Read(row, scratch);
            var r = InverseRoot(channels, epsilon);
            Lanes.Multiply(d, w, 1, weighted);
            var shrink = -r * r * r * Lanes.Dot(weighted, channels) / input.Width;
            Lanes.AddScaled(weighted, r, channels, shrink, dx.Floats(row));
            if (!dw.IsEmpty)
            {
                Lanes.AddProduct(d, channels, r, dw);
            }
        }
    }

    /// <summary>y = (x − mean(x)) · r ∘ w + b with r = 1 / √(variance(x) + ε), row by row (Ba et al. 2016).</summary>
    public static Tensor LayerNorm(Tensor x, Tensor weight, Tensor bias, double epsilon, ScalarType precision)
    {
        var y = empty_like(x, precision);
        var (input, output) = (new TensorRows(x), new TensorRows(y));
        var w = new TensorRows(weight).Floats(0);
        var b = new TensorRows(bias).Floats(0);
        var scratch = new float[input.Width];
        for (var row = 0; row < input.Count; row++)
        {
            var channels = input.Floats(row);
            Lanes.Shift(channels, -Lanes.Sum(channels) / input.Width, scratch);
            Lanes.Multiply(scratch, w, InverseRoot(scratch, epsilon), scratch);
            Lanes.Add(scratch, b, scratch);
            output.Write(row, scratch);
        }

        return y;
    }

    /// <summary>Adds the gradient by x to <paramref name="slopeX"/>, and those by w and b to theirs: with x̂ the normed row
    /// and g = dy ∘ w, dx = r·(g − mean(g) − x̂·mean(g ∘ x̂)), dw = Σ dy ∘ x̂, db = Σ dy.</summary>
    public static void LayerNormBackward(
        Tensor slope, Tensor x, Weight weight, Weight bias, double epsilon, Tensor slopeX)
    {
        var (dy, input, dx) = (new TensorRows(slope), new TensorRows(x), new TensorRows(slopeX));
        var w = new TensorRows(weight.Values).Floats(0);
        var dw = weight.Gradient is null ? [] : new TensorRows(weight.Gradient).Floats(0);
        var db = bias.Gradient is null ? [] : new TensorRows(bias.Gradient).Floats(0);
        var (scratch, weighted, centered) = (new float[input.Width], new float[input.Width], new float[input.Width]);
        for (var row = 0; row < input.Count; row++)
        {
            var channels = input.Floats(row);
            var d = dy.Read(row, scratch);
            Lanes.Shift(channels, -Lanes.Sum(channels) / input.Width, centered);
            var r = InverseRoot(centered, epsilon);
            Lanes.Multiply(d, w, 1, weighted);
            var shrink = -r * r * r * Lanes.Dot(weighted, centered) / input.Width;
            Lanes.Shift(weighted, -Lanes.Sum(weighted) / input.Width, weighted);
            Lanes.AddScaled(weighted, r, centered, shrink, dx.Floats(row));
            if (!dw.IsEmpty)
            {
                Lanes.AddProduct(d, centered, r, dw);
                Lanes.Add(db, d, db);
            }
        }
    }

    /// <summary>x + y in float32, (N, C); y in any precision.</summary>
    /// <param name="x">(N, C) float32.</param>
    /// <param name="y">(N, C).</param>
    /// <param name="into">Takes the sum; null → it is made anew.</param>
    public static Tensor Add(Tensor x, Tensor y, Tensor? into = null)
    {
        var sum = into ?? empty_like(x);
        var (a, b, output) = (new TensorRows(x), new TensorRows(y), new TensorRows(sum));
        var scratch = new float[a.Width];
        for (var row = 0; row < a.Count; row++)
        {
            Lanes.Add(a.Floats(row), b.Read(row, scratch), output.Floats(row));
        }

        return sum;
    }

    /// <summary>silu(gate) ∘ up, (N, I), from (N, 2I) with gates first.</summary>
    public static Tensor SwiGlu(Tensor gateUp)
    {
        var inner = (int)gateUp.shape[1] / 2;
        var y = empty([gateUp.shape[0], inner], gateUp.dtype);
        var (input, output) = (new TensorRows(gateUp), new TensorRows(y));
        var (gates, ups, scratch) = (new float[inner], new float[inner], new float[inner]);
        for (var row = 0; row < input.Count; row++)
        {
            Lanes.SwiGlu(input.Read(row, gates), input.Read(row, ups, inner), scratch);
            output.Write(row, scratch);
        }

        return y;
    }

    /// <summary>Replaces gates and ups, (N, 2I), by their gradients, given that of the result, (N, I).</summary>
    public static void SwiGluBackward(Tensor gateUp, Tensor slope)
    {
        var inner = (int)gateUp.shape[1] / 2;
        var (rows, dy) = (new TensorRows(gateUp), new TensorRows(slope));
        var (gates, ups, scratch) = (new float[inner], new float[inner], new float[inner]);
        for (var row = 0; row < rows.Count; row++)
        {
            var gate = rows.Read(row, gates);
            var up = rows.Read(row, ups, inner);
            Lanes.SwiGluBackward(gate, up, dy.Read(row, scratch));
            rows.Write(row, gate);
            rows.Write(row, up, inner);
        }
    }

    /// <summary>Sum of −ln softmax(logits)[target]; the logits, (M, V), are replaced by the gradient of share ·
    /// sum.</summary>
    public static double CrossEntropy(Tensor logits, ReadOnlySpan<long> targets, double share)
    {
        var rows = new TensorRows(logits);
        var scratch = new float[rows.Width];
        double sum = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            var powers = rows.Read(row, scratch);
            var target = (int)targets[row];
            var (max, atTarget) = (Lanes.Max(powers), powers[target]);
            var total = Lanes.ExpSum(powers, max);
            sum += Math.Log(total) + max - atTarget;
            Lanes.Scale(powers, (float)(share / total));
            powers[target] -= (float)share;
            rows.Write(row, powers);
        }

        return sum;
    }

    /// <summary>1 / √(mean(x²) + ε).</summary>
    internal static float InverseRoot(ReadOnlySpan<float> x, double epsilon) =>
        (float)(1 / Math.Sqrt((Lanes.Dot(x, x) / x.Length) + epsilon));
}
