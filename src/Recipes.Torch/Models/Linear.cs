using Recipes.Torch.Native;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>A matrix product y = x·Wᵀ + s·(x·Aᵀ)·Bᵀ; the second term only where an adapter is.</summary>
internal sealed class Linear(Weight weight, LowRankBlock? adapter)
{
    /// <param name="input">(N, inputs)</param>
    /// <returns>(N, outputs), in the caller's scope.</returns>
    public Tensor Forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var output = weight.Apply(input);
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
        return (adapter is null ? back : back.Increase(adapter.Back(slope, input))).MoveToOuterDisposeScope();
    }
}
