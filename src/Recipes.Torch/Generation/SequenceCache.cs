using System.Runtime.InteropServices;
using Recipes.Torch.Files;
using Recipes.Torch.Native;
using static TorchSharp.torch;

namespace Recipes.Torch.Generation;

/// <summary>Keys and values of one sequence, and the attention of its tokens to them.</summary>
/// <remarks>A sequence's memory is its own and its attention is computed from it alone, so its bits do not depend on who
/// else is in the batch.</remarks>
internal sealed unsafe class SequenceCache
{
    // T places, K key heads, D head size; blocks of 16 places, in each the heads one after the other
    private readonly ModelConfig _config;
    private readonly float[] _slopes;
    private readonly float _scale;
    private readonly int _padded; // D rounded up to 16
    private readonly (AlignedFloats Keys, AlignedFloats Values)[] _layers;
    private int _places; // that there is room for

    public SequenceCache(ModelConfig config, float[] slopes)
    {
        (_config, _slopes, _scale) = (config, slopes, (float)(1 / Math.Sqrt(config.HeadSize)));
        _padded = (config.HeadSize + 15) / 16 * 16;
        _layers = [.. Enumerable.Repeat((new AlignedFloats(0), new AlignedFloats(0)), config.Layers)];
    }

    /// <summary>Bytes taken.</summary>
    public long Bytes => _layers.Sum(layer => sizeof(float) * (layer.Keys.Length + layer.Values.Length));

    /// <summary>Makes room for so many places in every layer. Not for two threads at once.</summary>
    public void Reach(int places)
    {
        if (places <= _places)
        {
            return;
        }

        _places = Generator.RoundUp(Math.Max(places, _places * 5 / 4));
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            var (keys, values) = _layers[layer];
            var blocks = _places / CachedAttention.Block;
            _layers[layer] = (Grown(keys, (long)blocks * KeyStep), Grown(values, (long)blocks * ValueStep));
        }

        static AlignedFloats Grown(AlignedFloats old, long length)
        {
            var grown = new AlignedFloats(length);
            Buffer.MemoryCopy(old.Start, grown.Start, length * sizeof(float), old.Length * sizeof(float));
            return grown;
        }
    }

    /// <summary>Writes the first tokens of contiguous (T, K, D) float32 tensors from place 0 on.</summary>
    public void Write(int layer, int tokens, Tensor keys, Tensor values)
    {
        var k = MemoryMarshal.Cast<byte, float>(keys.bytes);
        var v = MemoryMarshal.Cast<byte, float>(values.bytes);
        for (var place = 0; place < tokens; place++)
        {
            Write(layer, place, k.Slice(place * _config.KeyWidth, _config.KeyWidth), v.Slice(place * _config.KeyWidth, _config.KeyWidth));
        }
    }

    /// <summary>Writes one token's keys and values, (K·D) each, where there is room for it.</summary>
    public void Write(int layer, int place, ReadOnlySpan<float> keys, ReadOnlySpan<float> values)
    {
        var (block, at) = (place / CachedAttention.Block, place % CachedAttention.Block);
        var key = _layers[layer].Keys.Start + ((long)block * KeyStep) + at;
        var value = _layers[layer].Values.Start + ((long)block * ValueStep) + (at * _padded);
        var size = _config.HeadSize;
        for (var head = 0; head < _config.KeyValueHeads; head++)
        {
            for (var i = 0; i < size; i++, key += CachedAttention.Block)
            {
                *key = keys[(head * size) + i];
            }

            values.Slice(head * size, size).CopyTo(new(value + (head * CachedAttention.Block * _padded), size));
        }
    }

    /// <summary>softmax(q·k/√D + slope·distance)·v over the places up to this one, those in the window alone.</summary>
    /// <param name="layer">Whose keys.</param>
    /// <param name="head">Of the query.</param>
    /// <param name="place">Of the token.</param>
    /// <param name="query">(D)</param>
    /// <param name="output">(D)</param>
    public void Attend(int layer, int head, int place, ReadOnlySpan<float> query, Span<float> output)
    {
        var window = _config.Window(layer);
        var span = new PlaceSpan(window == 0 ? 0 : Math.Max(0, place + 1 - window), place);
        var (group, block) = (head / (_config.Heads / _config.KeyValueHeads), span.Start / CachedAttention.Block);
        CachedAttention.Attend(
            _layers[layer].Keys.Start + ((long)block * KeyStep) + (group * _config.HeadSize * CachedAttention.Block),
            _layers[layer].Values.Start + ((long)block * ValueStep) + (group * _padded * CachedAttention.Block),
            (KeyStep, ValueStep),
            span,
            query,
            new(_scale, _slopes.Length == 0 ? 0 : _slopes[head]),
            output);
    }

    private int KeyStep => _config.KeyWidth * CachedAttention.Block;

    private int ValueStep => _config.KeyValueHeads * _padded * CachedAttention.Block;
}
