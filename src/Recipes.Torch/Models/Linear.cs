using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>A matrix product y = x·Wᵀ + s·(x·Aᵀ)·Bᵀ; the second term only where an adapter is.</summary>
internal sealed class Linear(Tensor weight, LowRankBlock? adapter)
{
    public ScalarType Precision => weight.dtype;

    /// <param name="input">(N, inputs)</param>
    /// <returns>(N, outputs)</returns>
    public Tensor Forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var output = nn.functional.linear(input, weight);
        return (adapter is null ? output : adapter.AddTo(output, input)).MoveToOuterDisposeScope();
    }
}
