using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>What a layer's backward pass needs of its forward pass.</summary>
/// <param name="memory">Where it lies.</param>
/// <param name="layer">Tells the inputs of layers apart.</param>
/// <param name="place">Tells apart the rest of what lives at the same time: the layer, or one place for all where layers are
/// computed again.</param>
internal sealed class LayerTape(TapeMemory memory, int layer, int place) : IDisposable
{
    private readonly Dictionary<TapePart, Tensor> _kept = [];

    /// <summary>What was kept.</summary>
    public Tensor this[TapePart part] => _kept[part];

    /// <summary>The same; null where the family has no such part.</summary>
    public Tensor? Find(TapePart part) => _kept.GetValueOrDefault(part);

    /// <summary>Room to keep a part in; it lives until the tape is disposed.</summary>
    public Tensor Room(TapePart part, ScalarType type, params long[] shape)
    {
        if (!_kept.TryGetValue(part, out var room))
        {
            _kept[part] = room = memory.Room(part, part == TapePart.Stream ? layer : place, type, shape);
        }

        return room;
    }

    /// <summary>Copies a tensor into a part.</summary>
    public Tensor Keep(TapePart part, ScalarType type, Tensor values)
    {
        var room = Room(part, type, values.shape);
        room.copy_(values);
        return room;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _kept.Values)
        {
            tensor.Dispose();
        }
    }
}
