using Recipes.Torch.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Recipes.Torch.Training;

/// <summary>AdamW over the flat weights: clips, steps, renews.</summary>
internal sealed class AdamW : IDisposable
{
    private readonly FlatWeights _weights;
    private readonly TrainingSpec _spec;

    /// <param name="weights">With master and gradients.</param>
    /// <param name="spec">Betas, decay, clipping.</param>
    public AdamW(FlatWeights weights, TrainingSpec spec)
    {
        _weights = weights;
        _spec = spec;
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
        Part(0, decayed, _spec.WeightDecay);
        Part(decayed, _weights.Layout.Elements - decayed, 0);
        _weights.Renew();
        _weights.ClearGradients();
        return length;

        void Part(long start, long count, double decay)
        {
            if (count > 0)
            {
                Kernels.AdamW(
                    values.narrow(0, start, count), gradients.narrow(0, start, count), Mean.narrow(0, start, count),
                    Square.narrow(0, start, count), number, new(rate, _spec.Beta1, _spec.Beta2, decay, _spec.Epsilon));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Mean.Dispose();
        Square.Dispose();
    }
}
