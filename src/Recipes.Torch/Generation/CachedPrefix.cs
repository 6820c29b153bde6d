using Recipes.Torch.Adapters;
using Recipes.Torch.Files;
using static TorchSharp.torch;

namespace Recipes.Torch.Generation;

/// <summary>A trained prefix as every sequence's memory begins with it.</summary>
internal sealed class CachedPrefix
{
    // P places, L layers, K key heads, D head size
    private readonly ModelConfig _config;
    private readonly float[] _values; // (P, L, 2, K, D)

    public CachedPrefix(PrefixAdapter prefix)
    {
        using var scope = NewDisposeScope();
        (_config, Tokens, _values) = (prefix.Config, prefix.Tokens, prefix.Values().data<float>().ToArray());
    }

    /// <summary>Places, P.</summary>
    public int Tokens { get; }

    /// <summary>Writes keys and values to the first places of an empty memory.</summary>
    public void WriteTo(SequenceCache cache)
    {
        cache.Reach(Tokens);
        for (var place = 0; place < Tokens; place++)
        {
            for (var layer = 0; layer < _config.Layers; layer++)
            {
                cache.Write(layer, place, Part(place, layer, kind: 0), Part(place, layer, kind: 1));
            }
        }
    }

    private ReadOnlySpan<float> Part(int place, int layer, int kind) =>
        _values.AsSpan(((((place * _config.Layers) + layer) * 2) + kind) * _config.KeyWidth, _config.KeyWidth);
}
