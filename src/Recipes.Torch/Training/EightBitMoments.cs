using System.Runtime.InteropServices;
using Recipes.Torch.Models;
using Recipes.Torch.Quantization;
using static TorchSharp.torch;

namespace Recipes.Torch.Training;

/// <summary>Moments in eight bits, two bytes a weight and a scale for each 256 (Dettmers et al. 2022). Segments below 4,096
/// weights stay in float32, as in bitsandbytes.</summary>
internal sealed class EightBitMoments : IMoments
{
    private const long Smallest = 4096; // bitsandbytes' min_8bit_size
    private const long Largest = 1 << 28; // of one pair of arrays

    private readonly Dictionary<long, List<EightBitAdam>> _large = [];
    private readonly Dictionary<long, FloatMoments> _small = [];

    /// <param name="segments">Of the weights.</param>
    public EightBitMoments(IReadOnlyList<AdamWSegment> segments)
    {
        foreach (var segment in segments)
        {
            if (segment.Count < Smallest)
            {
                _small[segment.Start] = new(segment.Count);
                continue;
            }

            _large[segment.Start] = [];
            for (long start = 0; start < segment.Count; start += Largest)
            {
                _large[segment.Start].Add(new(Math.Min(Largest, segment.Count - start)));
            }
        }
    }

    /// <inheritdoc/>
    public void Step(AdamWSegment segment, long offset, Tensor values, Tensor gradients, int step, AdamWRule rule)
    {
        if (_small.TryGetValue(segment.Start, out var small))
        {
            small.Step(segment with { Start = 0 }, offset, values, gradients, step, rule);
            return;
        }

        for (long done = 0; done < values.numel();)
        {
            using var scope = NewDisposeScope();
            var (place, inside) = ((int)((offset + done) / Largest), (offset + done) % Largest);
            var count = Math.Min(values.numel() - done, Largest - inside);
            _large[segment.Start][place].Step(
                values.narrow(0, done, count), gradients.narrow(0, done, count), step, rule, (int)(inside / EightBits.Block));
            done += count;
        }
    }

    /// <inheritdoc/>
    public void Write(Stream target)
    {
        foreach (var (_, small) in _small.OrderBy(pair => pair.Key))
        {
            small.Write(target);
        }

        foreach (var numbers in All())
        {
            target.Write(numbers.Codes);
            target.Write(MemoryMarshal.AsBytes(numbers.Scales.AsSpan()));
        }
    }

    /// <inheritdoc/>
    public void Read(Stream source)
    {
        foreach (var (_, small) in _small.OrderBy(pair => pair.Key))
        {
            small.Read(source);
        }

        foreach (var numbers in All())
        {
            source.ReadExactly(numbers.Codes);
            source.ReadExactly(MemoryMarshal.AsBytes(numbers.Scales.AsSpan()));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var small in _small.Values)
        {
            small.Dispose();
        }
    }

    private IEnumerable<EightBits> All() =>
        _large.OrderBy(pair => pair.Key).SelectMany(pair => pair.Value).SelectMany(adam => (EightBits[])[adam.Mean, adam.Square]);
}
