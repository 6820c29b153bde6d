using Recipes.Torch.Files;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>What stands between the two maps of the feed-forward part.</summary>
internal static class FeedForward
{
    /// <summary>(N, 2I) or (N, I) → (N, I), in the caller's scope.</summary>
    public static Tensor Forward(Activation activation, Tensor up) => activation switch
    {
        Activation.SwiGlu => RowKernels.SwiGlu(up),
        _ => Kernels.Gelu(up, activation == Activation.Gelu),
    };

    /// <summary>The gradient by what forward got; it may take that tensor's memory.</summary>
    public static Tensor Backward(Activation activation, Tensor up, Tensor slope)
    {
        if (activation != Activation.SwiGlu)
        {
            return Kernels.GeluBackward(slope, up, activation == Activation.Gelu);
        }

        RowKernels.SwiGluBackward(up, slope);
        return up;
    }
}
