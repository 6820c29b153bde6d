using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>A norm over channels: RMSNorm, or LayerNorm where it has a bias.</summary>
internal sealed class Norm(Weight weight, Weight? bias, double epsilon)
{
    /// <param name="x">(N, C) float32.</param>
    /// <param name="precision">Of the result.</param>
    /// <returns>(N, C), in the caller's scope.</returns>
    public Tensor Forward(Tensor x, ScalarType precision) => bias is null
        ? RowKernels.RmsNorm(x, weight.Values, epsilon, precision)
        : RowKernels.LayerNorm(x, weight.Values, bias.Values, epsilon, precision);

    /// <summary>Adds the gradient by x to <paramref name="slopeX"/>, and those by weight and bias to theirs.</summary>
    /// <param name="slope">d loss / d output, (N, C).</param>
    /// <param name="x">As forward got it.</param>
    /// <param name="slopeX">(N, C) float32.</param>
    public void Backward(Tensor slope, Tensor x, Tensor slopeX)
    {
        if (bias is null)
        {
            RowKernels.RmsNormBackward(slope, x, weight.Values, epsilon, slopeX, weight.Gradient);
        }
        else
        {
            RowKernels.LayerNormBackward(slope, x, weight, bias, epsilon, slopeX);
        }
    }
}
