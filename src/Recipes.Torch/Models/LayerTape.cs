using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>What a layer's backward pass needs of its forward pass.</summary>
/// <param name="stream">Its input, (N, C) float32.</param>
internal sealed class LayerTape(Tensor stream) : IDisposable
{
    private IReadOnlyList<Tensor?> _kept = [];

    /// <summary>The layer's input, (N, C) float32.</summary>
    public Tensor Stream => stream;

    /// <summary>Queries, keys and values before norm and turn, (N, (H+2K)·D).</summary>
    public Tensor Mixed => _kept[0]!; // forward keeps it always

    /// <summary>After them, (N, H+2K, D) float32: a leaf whose gradient autograd sets.</summary>
    public Tensor Heads => _kept[1]!; // forward keeps it always

    /// <summary>The attention's result, (N, H·D) float32, with its graph.</summary>
    public Tensor Attended => _kept[2]!; // forward keeps it always

    /// <summary>The stream between the halves, (N, C) float32.</summary>
    public Tensor Middle => _kept[3]!; // forward keeps it always

    /// <summary>Gates and ups, (N, 2I), or what the family has in their place.</summary>
    public Tensor GateUp => _kept[4]!; // forward keeps it always

    /// <summary>What attention adds, before its norm, (N, C) float32; only where the family has that norm.</summary>
    public Tensor? AttentionEnd => _kept[5];

    /// <summary>The same of the feed-forward part.</summary>
    public Tensor? FeedForwardEnd => _kept[6];

    /// <summary>Takes tensors out of the scope they were made in; they live until the tape is disposed.</summary>
    public void Keep(params Tensor?[] tensors) => _kept = [.. tensors.Select(tensor => tensor?.DetachFromDisposeScope())];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _kept)
        {
            tensor?.Dispose();
        }

        stream.Dispose();
    }
}
