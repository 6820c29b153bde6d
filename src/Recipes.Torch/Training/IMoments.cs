using Recipes.Torch.Models;
using static TorchSharp.torch;

namespace Recipes.Torch.Training;

/// <summary>What AdamW remembers of each weight: means of its gradients and of their squares.</summary>
internal interface IMoments : IDisposable
{
    /// <summary>Changes values by one step.</summary>
    /// <param name="segment">What the values belong to.</param>
    /// <param name="offset">The first of them, counted from the start of the segment; a multiple of 256.</param>
    /// <param name="values">Float32, in place.</param>
    /// <param name="gradients">As long.</param>
    /// <param name="step">From 1.</param>
    /// <param name="rule">Rate, betas, decay and epsilon.</param>
    void Step(AdamWSegment segment, long offset, Tensor values, Tensor gradients, int step, AdamWRule rule);

    /// <summary>Writes everything, bit for bit.</summary>
    void Write(Stream target);

    /// <summary>Reads what was written.</summary>
    void Read(Stream source);
}

/// <summary>Neighbouring weights that follow one rule.</summary>
/// <param name="Start">The first in the flat buffer.</param>
/// <param name="Count">How many.</param>
/// <param name="RateFactor">Times the learning rate.</param>
/// <param name="Decays">Whether weight decay applies.</param>
internal sealed record AdamWSegment(long Start, long Count, double RateFactor, bool Decays)
{
    /// <summary>Cuts a layout: matrices and vectors apart, and where the rate changes. LoRA+ (Hayou et al. 2024) has
    /// another one for B.</summary>
    public static IReadOnlyList<AdamWSegment> Of(WeightLayout layout, TrainingSpec spec)
    {
        var segments = new List<AdamWSegment>();
        foreach (var slot in layout.Slots)
        {
            var factor = slot.Name.EndsWith(".lora_B.weight", StringComparison.Ordinal) ? spec.Lora.RateRatio : 1;
            if (segments.Count > 0 && slot.Start != layout.MatrixElements && segments[^1].RateFactor == factor)
            {
                segments[^1] = segments[^1] with { Count = segments[^1].Count + slot.Elements };
            }
            else
            {
                segments.Add(new(slot.Start, slot.Elements, factor, layout.IsMatrix(slot) || spec.DecaysNorms));
            }
        }

        return segments;
    }
}
