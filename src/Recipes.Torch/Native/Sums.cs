using TorchSharp;
using static TorchSharp.torch;

namespace Recipes.Torch.Native;

/// <summary>Sums of tensors, for which the factor 1 lives until the call is over.</summary>
/// <remarks>TorchSharp wraps a plain number, and the hidden factor of <c>a.add_(b)</c> and <c>a + b</c>, in a Scalar that
/// nothing holds during the native call: the garbage collector may free it meanwhile, and the operator then reads freed
/// memory (seen twice in some 5,000 steps). A test looks for such calls.</remarks>
internal static class Sums
{
    private static readonly Scalar _one = 1.ToScalar();

    /// <summary>tensor += other; returns it.</summary>
    public static Tensor Increase(this Tensor tensor, Tensor other) => tensor.add_(other, _one);

    /// <summary>tensor + other.</summary>
    public static Tensor Plus(this Tensor tensor, Tensor other) => tensor.add(other, _one);

    /// <summary>Adds the rows of <paramref name="source"/> to those that <paramref name="rows"/> names.</summary>
    public static Tensor IncreaseRows(this Tensor tensor, Tensor rows, Tensor source) =>
        tensor.index_add_(0, rows, source, _one);
}
