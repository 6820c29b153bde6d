using Recipes.Torch.Models;
using Recipes.Torch.Native;
using static TorchSharp.torch;

namespace Recipes.Torch.Training;

/// <summary>The last product and the cross entropy with their gradients, by hand: only where a token is trained, and in
/// parts, so that logits of all tokens never stand in memory at once.</summary>
internal static class LossHead
{
    private const int MostTokens = 512; // 512 × 4,096 float32 logits are 8 MiB, which the caches hold; chosen by hand
    private const int MostLogits = 1 << 24; // 64 MiB in float32; chosen by hand

    /// <summary>Loss and gradients.</summary>
    /// <param name="hidden">(N, C).</param>
    /// <param name="places">Of M tokens whose successor is trained, ascending.</param>
    /// <param name="targets">Ids of those M successors.</param>
    /// <param name="head">(V, C).</param>
    /// <param name="share">What each token counts in the loss: 1 / trained tokens of the whole step.</param>
    /// <param name="headGradient">(V, C) float32, added to; null where the head is frozen.</param>
    /// <param name="memory">Room for the logits of a part.</param>
    /// <returns>Sum of the M losses, and the gradient of share · sum by hidden, (N, C), in the caller's
    /// scope.</returns>
    public static (double LossSum, Tensor Gradient) Run(
        Tensor hidden, long[] places, long[] targets, Tensor head, double share, Tensor? headGradient, TapeMemory memory)
    {
        using var scope = NewDisposeScope();
        var gradient = zeros_like(hidden);
        double sum = 0;
        var tokens = TokensAtOnce(head);
        for (var start = 0; start < places.Length; start += tokens)
        {
            using var part = NewDisposeScope();
            var count = Math.Min(tokens, places.Length - start);
            var place = tensor(places[start..(start + count)]); // (m)
            var input = hidden.index_select(0, place); // (m, C)
            using var slope = memory.Room(TapePart.Logits, 0, head.dtype, count, head.shape[0]); // (m, V): logits, then their gradient
            slope.addmm_(input, head.t(), 0, 1);
            sum += RowKernels.CrossEntropy(slope, targets.AsSpan(start, count), share);
            gradient.index_copy_(0, place, slope.mm(head)); // (m, C)
            if (headGradient is not null)
            {
                AddProduct(headGradient, slope, input);
            }
        }

        return (sum, gradient.MoveToOuterDisposeScope());
    }

    /// <summary>The sum of the losses alone.</summary>
    public static double Sum(Tensor hidden, long[] places, long[] targets, Tensor head)
    {
        double sum = 0;
        var tokens = TokensAtOnce(head);
        for (var start = 0; start < places.Length; start += tokens)
        {
            using var part = NewDisposeScope();
            var count = Math.Min(tokens, places.Length - start);
            var input = hidden.index_select(0, tensor(places[start..(start + count)])); // (m, C)
            sum += RowKernels.CrossEntropy(nn.functional.linear(input, head), targets.AsSpan(start, count), share: 0);
        }

        return sum;
    }

    private static int TokensAtOnce(Tensor head) => (int)Math.Clamp(MostLogits / head.shape[0], 1, MostTokens);

    private static void AddProduct(Tensor total, Tensor slope, Tensor input)
    {
        if (slope.dtype == ScalarType.Float32)
        {
            total.addmm_(slope.t(), input, 1, 1); // (V, C)
        }
        else
        {
            total.Increase(slope.t().mm(input)); // (V, C); the product is rounded to bf16 once per part
        }
    }
}
