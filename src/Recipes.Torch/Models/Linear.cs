using Recipes.Torch.Native;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>A matrix product y = x·Wᵀ + b + s·(x·Aᵀ)·Bᵀ; b only where there is a bias, the third term only where an
/// adapter is. An adapter with magnitudes stretches the sum before the bias.</summary>
internal sealed class Linear(IMatrix weight, Weight? bias, LowRankBlock? adapter)
{
    /// <summary>W.</summary>
    public IMatrix Matrix => weight;

    /// <summary>b; null for none.</summary>
    public Weight? Bias => bias;

    /// <summary>A, B and s; null for none.</summary>
    public LowRankBlock? Adapter => adapter;

    /// <param name="input">(N, inputs)</param>
    /// <param name="into">Takes the product, (N, outputs).</param>
    public void Forward(Tensor input, Tensor into)
    {
        using var scope = NewDisposeScope();
        if (bias is null && adapter is not { HasMagnitudes: true })
        {
            into.addmm_(input, weight.Dense().t(), 0, 1);
            adapter?.AddTo(into, input);
        }
        else
        {
            into.copy_(Forward(input));
        }
    }

    /// <param name="input">(N, inputs)</param>
    /// <returns>(N, outputs), in the caller's scope.</returns>
    public Tensor Forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var values = weight.Dense();
        if (adapter is { HasMagnitudes: true })
        {
            var sum = adapter.AddTo(nn.functional.linear(input, values), input);
            adapter.Stretch(sum, values);
            return (bias is null ? sum : sum.Increase(bias.Values.to(sum.dtype))).MoveToOuterDisposeScope();
        }

        var output = nn.functional.linear(input, values, bias?.Values.to(values.dtype));
        return (adapter is null ? output : adapter.AddTo(output, input)).MoveToOuterDisposeScope();
    }

    /// <summary>Sets the gradients of the weights and gives the one of the input.</summary>
    /// <param name="slope">d loss / d output, (N, outputs).</param>
    /// <param name="input">What forward got, (N, inputs)</param>
    /// <returns>(N, inputs), in the caller's scope.</returns>
    public Tensor Backward(Tensor slope, Tensor input)
    {
        using var scope = NewDisposeScope();
        var values = weight.Dense();
        // In float64: the key's bias has almost no gradient, and AdamW steps as far for rounding as for a real one.
        bias?.Gradient?.Increase(slope.to(ScalarType.Float64).sum([0]).to(ScalarType.Float32));
        if (adapter is { HasMagnitudes: true })
        {
            slope = slope.clone();
            adapter.StretchBack(slope, adapter.AddTo(nn.functional.linear(input, values), input), values);
        }

        weight.Gradient?.addmm_(slope.t(), input, 0, 1);
        var back = slope.mm(values); // (N, inputs)
        return (adapter is null ? back : back.Increase(adapter.Back(slope, input))).MoveToOuterDisposeScope();
    }
}
