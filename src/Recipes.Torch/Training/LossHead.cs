using static TorchSharp.torch;

namespace Recipes.Torch.Training;

/// <summary>The last product and the cross entropy with their gradients, by hand: only where a token is trained, and in
/// parts, so that logits of all tokens never stand in memory at once.</summary>
internal static class LossHead
{
    private const int TokensPerPart = 512; // 512 × 4,096 float32 logits are 8 MiB, which the caches hold; chosen by hand

    /// <summary>Loss and gradients.</summary>
    /// <param name="hidden">(N, C), without a graph.</param>
    /// <param name="places">(M) tokens whose successor is trained, ascending.</param>
    /// <param name="targets">(M) ids of those successors.</param>
    /// <param name="head">(V, C).</param>
    /// <param name="share">What each token counts in the loss: 1 / trained tokens of the whole step.</param>
    /// <param name="headGradient">(V, C) float32, added to; null where the head is frozen.</param>
    /// <returns>Sum of the M losses, and the gradient of share · sum by hidden, (N, C), owned by the caller's scope.</returns>
    public static (double LossSum, Tensor Gradient) Run(
        Tensor hidden, Tensor places, Tensor targets, Tensor head, double share, Tensor? headGradient)
    {
        using var scope = NewDisposeScope();
        var gradient = zeros_like(hidden);
        double sum = 0;
        for (long start = 0; start < places.shape[0]; start += TokensPerPart)
        {
            using var part = NewDisposeScope();
            var count = Math.Min(TokensPerPart, places.shape[0] - start);
            var place = places.narrow(0, start, count); // (m)
            var target = targets.narrow(0, start, count).unsqueeze(1); // (m, 1)
            var input = hidden.index_select(0, place); // (m, C)
            var logs = nn.functional.linear(input, head).to(ScalarType.Float32).log_softmax(1); // (m, V)
            sum -= logs.gather(1, target).sum(ScalarType.Float64).item<double>();
            // d loss / d logits = softmax − one at the target
            var slope = logs.exp_().scatter_add_(1, target, full([count, 1], -1f)).mul_(share).to(head.dtype); // (m, V)
            gradient.index_copy_(0, place, slope.matmul(head)); // (m, C)
            if (headGradient is not null)
            {
                AddProduct(headGradient, slope, input);
            }
        }

        return (sum, gradient.MoveToOuterDisposeScope());
    }

    /// <summary>The sum of the losses alone.</summary>
    public static double Sum(Tensor hidden, Tensor places, Tensor targets, Tensor head)
    {
        double sum = 0;
        for (long start = 0; start < places.shape[0]; start += TokensPerPart)
        {
            using var part = NewDisposeScope();
            var count = Math.Min(TokensPerPart, places.shape[0] - start);
            var input = hidden.index_select(0, places.narrow(0, start, count)); // (m, C)
            var logs = nn.functional.linear(input, head).to(ScalarType.Float32).log_softmax(1); // (m, V)
            sum -= logs.gather(1, targets.narrow(0, start, count).unsqueeze(1)).sum(ScalarType.Float64).item<double>();
        }

        return sum;
    }

    private static void AddProduct(Tensor total, Tensor slope, Tensor input)
    {
        if (slope.dtype == ScalarType.Float32)
        {
            total.addmm_(slope.t(), input, 1, 1); // (V, C)
        }
        else
        {
            total.add_(slope.t().matmul(input)); // (V, C); the product is rounded to bf16 once per part
        }
    }
}
