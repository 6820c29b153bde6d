using Recipes.Torch.Native;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>A matrix product y = x·Wᵀ + b + s·(x·Aᵀ)·Bᵀ; b only where there is a bias, the third term only where an
/// adapter is.</summary>
internal sealed class Linear(Weight weight, Weight? bias, LowRankBlock? adapter)
{
    /// <param name="input">(N, inputs)</param>
    /// <returns>(N, outputs), in the caller's scope.</returns>
    public Tensor Forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var output = bias is null
            ? weight.Apply(input) : nn.functional.linear(input, weight.Values, bias.Values.to(weight.Values.dtype));
        return (adapter is null ? output : adapter.AddTo(output, input)).MoveToOuterDisposeScope();
    }

    /// <summary>Sets the gradients of the weights and gives the one of the input.</summary>
    /// <param name="slope">d loss / d output, (N, outputs)</param>
    /// <param name="input">What forward got, (N, inputs)</param>
    /// <returns>(N, inputs), in the caller's scope.</returns>
    public Tensor Backward(Tensor slope, Tensor input)
    {
        using var scope = NewDisposeScope();
        var back = weight.Back(slope, input);
        // In float64: the key's bias has almost no gradient, and AdamW steps as far for rounding as for a real one.
        bias?.Gradient?.Increase(slope.to(ScalarType.Float64).sum([0]).to(ScalarType.Float32));
        return (adapter is null ? back : back.Increase(adapter.Back(slope, input))).MoveToOuterDisposeScope();
    }
}
