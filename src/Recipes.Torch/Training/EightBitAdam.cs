using System.Runtime.InteropServices;
using Recipes.Torch.Models;
using Recipes.Torch.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace Recipes.Torch.Training;

/// <summary>AdamW whose moments are kept in eight bits, a quarter of their memory (Dettmers et al. 2022).</summary>
/// <remarks>The moments are unpacked, changed and packed again part by part; packing is the last thing a step does, so the
/// weights move by the unrounded moments, as in bitsandbytes.</remarks>
internal sealed class EightBitAdam(long elements)
{
    private const int BlocksAtOnce = 4096; // a million numbers: 12 MB of scratch; chosen by hand

    /// <summary>First moments.</summary>
    public EightBits Mean { get; } = new((int)elements, isSigned: true);

    /// <summary>Second moments.</summary>
    public EightBits Square { get; } = new((int)elements, isSigned: false);

    /// <summary>Changes the values.</summary>
    /// <param name="values">Float32, in place.</param>
    /// <param name="gradients">As long.</param>
    /// <param name="step">From 1.</param>
    /// <param name="rule">Rate, betas, decay and epsilon.</param>
    /// <param name="firstBlock">Where in the moments the values begin.</param>
    public void Step(Tensor values, Tensor gradients, int step, AdamWRule rule, int firstBlock = 0)
    {
        for (long start = 0; start < values.numel(); start += (long)BlocksAtOnce * EightBits.Block)
        {
            using var scope = NewDisposeScope();
            var block = firstBlock + (int)(start / EightBits.Block);
            var count = Math.Min(BlocksAtOnce * EightBits.Block, values.numel() - start);
            var (mean, square) = (empty(count), empty(count));
            Mean.Read(Floats(mean), block);
            Square.Read(Floats(square), block);
            Change(values.narrow(0, start, count), gradients.narrow(0, start, count), mean, square, step, rule);
            Mean.Write(Floats(mean), block);
            Square.Write(Floats(square), block);
        }
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private static void Change(Tensor values, Tensor gradients, Tensor mean, Tensor square, int step, AdamWRule rule)
    {
        using var beta1 = rule.Beta1.ToScalar();
        using var beta2 = rule.Beta2.ToScalar();
        using var rest1 = (1 - rule.Beta1).ToScalar();
        using var rest2 = (1 - rule.Beta2).ToScalar();
        using var epsilon = rule.Epsilon.ToScalar();
        using var correction = Math.Sqrt(1 - Math.Pow(rule.Beta2, step)).ToScalar();
        using var kept = (1 - (rule.Rate * rule.Decay)).ToScalar();
        using var rate = (-rule.Rate / (1 - Math.Pow(rule.Beta1, step))).ToScalar();
        mean.mul_(beta1).add_(gradients, rest1);
        square.mul_(beta2).addcmul_(gradients, gradients, rest2);
        var root = square.sqrt().div(correction).add(epsilon);
        values.mul_(kept).addcdiv_(mean, root, rate);
    }
}
