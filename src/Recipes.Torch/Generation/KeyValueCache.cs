using Recipes.Torch.Files;
using static TorchSharp.torch;

namespace Recipes.Torch.Generation;

/// <summary>Keys and values of what a batch has read, taken in one piece. Its tensors belong to the scope it is made
/// in.</summary>
internal sealed class KeyValueCache
{
    private readonly (Tensor Keys, Tensor Values)[] _layers; // (B, K, L, D) float32 each

    public KeyValueCache(ModelConfig config, int rows, int slots)
    {
        Slots = slots;
        long[] shape = [rows, config.KeyValueHeads, slots, config.HeadSize];
        // Zeros, not empty: a masked slot counts 0 times its value, and 0 times a stray NaN is NaN.
        _layers = [.. Enumerable.Range(0, config.Layers).Select(_ => (zeros(shape), zeros(shape)))];
    }

    /// <summary>Slots per row, L.</summary>
    public int Slots { get; }

    /// <summary>Writes (B, K, T, D) from a slot on.</summary>
    public void Write(int layer, int slot, Tensor keys, Tensor values)
    {
        using var scope = NewDisposeScope();
        _layers[layer].Keys.narrow(2, slot, keys.shape[2]).copy_(keys);
        _layers[layer].Values.narrow(2, slot, values.shape[2]).copy_(values);
    }

    /// <summary>Views of the first slots, (B, K, slots, D), in the caller's scope.</summary>
    public (Tensor Keys, Tensor Values) Read(int layer, int slots) =>
        (_layers[layer].Keys.narrow(2, 0, slots), _layers[layer].Values.narrow(2, 0, slots));
}
