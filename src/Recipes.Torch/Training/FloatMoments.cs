using Recipes.Torch.Models;
using static TorchSharp.torch;

namespace Recipes.Torch.Training;

/// <summary>Moments in float32, eight bytes a weight.</summary>
internal sealed class FloatMoments(long elements) : IMoments
{
    private const long ElementsAtOnce = 1 << 24; // a span holds at most 2 GiB

    private readonly Tensor _mean = zeros(elements).DetachFromDisposeScope();
    private readonly Tensor _square = zeros(elements).DetachFromDisposeScope();

    /// <inheritdoc/>
    public void Step(AdamWSegment segment, long offset, Tensor values, Tensor gradients, int step, AdamWRule rule)
    {
        using var scope = NewDisposeScope();
        var (start, count) = (segment.Start + offset, values.numel());
        Kernels.AdamW(
            values, gradients, _mean.narrow(0, start, count), _square.narrow(0, start, count), tensor((float)step), rule);
    }

    /// <inheritdoc/>
    public void Write(Stream target) => ForEachPart(part => target.Write(part.bytes));

    /// <inheritdoc/>
    public void Read(Stream source) => ForEachPart(part => source.ReadExactly(part.bytes));

    /// <inheritdoc/>
    public void Dispose()
    {
        _mean.Dispose();
        _square.Dispose();
    }

    private void ForEachPart(Action<Tensor> act)
    {
        foreach (var tensor in (Tensor[])[_mean, _square])
        {
            for (long start = 0; start < elements; start += ElementsAtOnce)
            {
                using var scope = NewDisposeScope();
                act(tensor.narrow(0, start, Math.Min(ElementsAtOnce, elements - start)));
            }
        }
    }
}
