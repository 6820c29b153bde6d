using Recipes.Torch.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Recipes.Torch.Training;

/// <summary>AdamW over the flat weights: clips, steps, renews.</summary>
internal sealed class AdamW : IDisposable
{
    private readonly FlatWeights _weights;
    private readonly TrainingSpec _spec;
    private readonly IReadOnlyList<(long Start, long Count, double Factor)> _runs;

    /// <param name="weights">With master and gradients.</param>
    /// <param name="spec">Betas, decay, clipping.</param>
    public AdamW(FlatWeights weights, TrainingSpec spec)
    {
        _weights = weights;
        _spec = spec;
        _runs = Runs(weights.Layout, spec.Lora.RateRatio);
        Mean = zeros(weights.Layout.Elements).DetachFromDisposeScope();
        Square = zeros(weights.Layout.Elements).DetachFromDisposeScope();
    }

    /// <summary>First moments, float32, in the layout of the weights.</summary>
    public Tensor Mean { get; }

    /// <summary>Second moments.</summary>
    public Tensor Square { get; }

    /// <summary>Clips the gradients, changes the weights and clears the gradients.</summary>
    /// <param name="step">From 0.</param>
    /// <param name="rate">Learning rate of this step.</param>
    /// <returns>The length of the gradient before clipping.</returns>
    public double Step(int step, double rate)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var (values, gradients) = (_weights.Master!, _weights.Gradients!); // a trained FlatWeights has both
        var length = (double)gradients.norm().item<float>();
        if (_spec.ClipNorm is { } limit && length > limit)
        {
            using var factor = (limit / (length + 1e-6)).ToScalar(); // as torch.nn.utils.clip_grad_norm_
            gradients.mul_(factor);
        }

        var number = tensor(step + 1f);
        var decayed = _spec.DecaysNorms ? _weights.Layout.Elements : _weights.Layout.MatrixElements;
        foreach (var (start, count, factor) in _runs)
        {
            var first = Math.Clamp(decayed - start, 0, count);
            Part(start, first, rate * factor, _spec.WeightDecay);
            Part(start + first, count - first, rate * factor, 0);
        }

        _weights.Renew();
        _weights.ClearGradients();
        return length;

        void Part(long start, long count, double scaled, double decay)
        {
            if (count > 0)
            {
                Kernels.AdamW(
                    values.narrow(0, start, count), gradients.narrow(0, start, count), Mean.narrow(0, start, count),
                    Square.narrow(0, start, count), number, new(scaled, _spec.Beta1, _spec.Beta2, decay, _spec.Epsilon));
            }
        }
    }

    /// <summary>Runs of equal learning rate: LoRA+ (Hayou et al. 2024) has another one for B; else it is one run.</summary>
    private static List<(long Start, long Count, double Factor)> Runs(WeightLayout layout, double ratio)
    {
        var runs = new List<(long Start, long Count, double Factor)>();
        foreach (var slot in layout.Slots)
        {
            var factor = slot.Name.EndsWith(".lora_B.weight", StringComparison.Ordinal) ? ratio : 1;
            if (runs.Count > 0 && runs[^1].Factor == factor)
            {
                runs[^1] = (runs[^1].Start, runs[^1].Count + slot.Elements, factor);
            }
            else
            {
                runs.Add((slot.Start, slot.Elements, factor));
            }
        }

        return runs;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Mean.Dispose();
        Square.Dispose();
    }
}
