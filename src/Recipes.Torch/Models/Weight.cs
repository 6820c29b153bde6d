using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>One matrix or vector as it is computed with, and where its gradient goes.</summary>
/// <param name="Values">A view of the flat weights.</param>
/// <param name="Gradient">A view of the flat gradients in the same precision; null where it is frozen.</param>
public sealed record Weight(Tensor Values, Tensor? Gradient) : IMatrix
{
    /// <inheritdoc/>
    Tensor IMatrix.Dense() => Values;

    /// <summary>y = x·Wᵀ, (N, outputs), in the caller's scope.</summary>
    /// <param name="input">(N, inputs)</param>
    internal Tensor Apply(Tensor input) => nn.functional.linear(input, Values);

    /// <summary>Sets the gradient, dyᵀ·x, and gives dx = dy·W, (N, inputs), in the caller's scope.</summary>
    /// <remarks>The gradient is set, not added to: whoever cuts a step into parts collects it after each.</remarks>
    /// <param name="slope">dy, (N, outputs)</param>
    /// <param name="input">x, (N, inputs)</param>
    internal Tensor Back(Tensor slope, Tensor input)
    {
        using var scope = NewDisposeScope();
        Gradient?.addmm_(slope.t(), input, 0, 1);
        return slope.mm(Values).MoveToOuterDisposeScope();
    }
}
