using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>What a layer's backward pass needs of its forward pass. N tokens, C hidden, H query heads, K key heads, D head
/// size, I feed-forward width.</summary>
internal enum TapePart
{
    /// <summary>The layer's input, (N, C) float32.</summary>
    Stream,

    /// <summary>Queries, keys and values before norm and turn, (N, (H+2K)·D).</summary>
    Mixed,

    /// <summary>The attention's result, (N, H·D).</summary>
    Attended,

    /// <summary>The stream between the halves, (N, C) float32.</summary>
    Middle,

    /// <summary>Gates and ups, (N, 2I), or what the family has in their place.</summary>
    GateUp,

    /// <summary>What attention adds, before its norm, (N, C) float32; only where the family has that norm.</summary>
    AttentionEnd,

    /// <summary>The same of the feed-forward part.</summary>
    FeedForwardEnd,

    /// <summary>A piece of the logits, (M, V).</summary>
    Logits,
}

/// <summary>Memory for one part of a step at a time, taken once and used for every part.</summary>
/// <remarks>With fresh tensors a training of which 299 MiB were alive at most held 1,055 MiB, with these 663: glibc's heap came
/// apart.</remarks>
internal sealed class TapeMemory : IDisposable
{
    private const long Rounding = 64; // rows: parts differ by a few tokens

    private readonly Dictionary<(TapePart Part, int Place), Tensor> _blocks = [];

    /// <summary>Room for a tensor, its values undefined; the one that had it before must not be used any more.</summary>
    /// <param name="part">What for.</param>
    /// <param name="place">Tells apart what lives at the same time, such as layers.</param>
    /// <param name="type">Of its elements.</param>
    /// <param name="shape">Rows first.</param>
    /// <returns>In no scope: the caller disposes the view.</returns>
    public Tensor Room(TapePart part, int place, ScalarType type, params long[] shape)
    {
        using var scope = NewDisposeScope();
        var width = shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        if (!_blocks.TryGetValue((part, place), out var block) || block.numel() < shape[0] * width || block.dtype != type)
        {
            block?.Dispose();
            block = empty((shape[0] + Rounding - 1) / Rounding * Rounding * width, type).DetachFromDisposeScope();
            _blocks[(part, place)] = block;
        }

        return block.narrow(0, 0, shape[0] * width).view(shape).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in _blocks.Values)
        {
            block.Dispose();
        }

        _blocks.Clear();
    }
}
