using System.Runtime.InteropServices;
using Recipes.Torch.Files;
using Recipes.Torch.Native;
using static TorchSharp.torch;

namespace Recipes.Torch.Generation;

/// <summary>Keys and values of one sequence, and the attention of its next token to them.</summary>
/// <remarks>A sequence's memory is its own and its attention is computed from it alone, so its bits do not depend on who
/// else is in the batch. One token is bound by memory, not by arithmetic: plain loops over vectors are as fast as a
/// product there.</remarks>
internal sealed class SequenceCache(ModelConfig config, float[] slopes)
{
    private readonly int _width = config.KeyWidth;
    private readonly float _scale = (float)(1 / Math.Sqrt(config.HeadSize));
    private readonly (float[] Keys, float[] Values)[] _layers = [.. Enumerable.Repeat(((float[])[], (float[])[]), config.Layers)]; // (T, K, D) each

    /// <summary>Bytes taken.</summary>
    public long Bytes => _layers.Sum(layer => 4L * (layer.Keys.Length + layer.Values.Length));

    /// <summary>Writes the first tokens of (T, K, D) tensors from a place on.</summary>
    public void Write(int layer, int place, int tokens, Tensor keys, Tensor values)
    {
        Reach(layer, place + tokens);
        Copy(keys, _layers[layer].Keys);
        Copy(values, _layers[layer].Values);

        void Copy(Tensor from, float[] to) => MemoryMarshal.Cast<byte, float>(from.bytes)[..(tokens * _width)].CopyTo(to.AsSpan(place * _width));
    }

    /// <summary>Writes one token's keys and values, (K·D).</summary>
    public void Write(int layer, int place, ReadOnlySpan<float> keys, ReadOnlySpan<float> values)
    {
        Reach(layer, place + 1);
        keys.CopyTo(_layers[layer].Keys.AsSpan(place * _width));
        values.CopyTo(_layers[layer].Values.AsSpan(place * _width));
    }

    /// <summary>softmax(q·k/√D + slope·distance)·v per head over the places up to this one, those in the window alone.</summary>
    /// <param name="layer">Whose keys.</param>
    /// <param name="place">Of the token.</param>
    /// <param name="query">(H·D)</param>
    /// <param name="output">(H·D)</param>
    public void Attend(int layer, int place, ReadOnlySpan<float> query, Span<float> output)
    {
        var (keys, values) = _layers[layer];
        var window = config.Window(layer);
        var first = window == 0 ? 0 : Math.Max(0, place + 1 - window);
        var size = config.HeadSize;
        var scores = new float[place + 1 - first];
        for (var head = 0; head < config.Heads; head++)
        {
            var at = head / (config.Heads / config.KeyValueHeads) * size;
            var q = query.Slice(head * size, size);
            var slope = slopes.Length == 0 ? 0 : slopes[head];
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = (Lanes.Dot(q, keys.AsSpan(((first + i) * _width) + at, size)) * _scale) + (slope * (first + i - place));
            }

            var sum = Lanes.ExpSum(scores, Lanes.Max(scores));
            var y = output.Slice(head * size, size);
            y.Clear();
            for (var i = 0; i + 1 < scores.Length; i += 2)
            {
                Lanes.AddScaled(Value(i), scores[i], Value(i + 1), scores[i + 1], y);
            }

            if (scores.Length % 2 == 1)
            {
                Lanes.AddScaled(Value(scores.Length - 1), scores[^1], Value(scores.Length - 1), 0, y);
            }

            Lanes.Scale(y, 1 / sum);

            ReadOnlySpan<float> Value(int i) => values.AsSpan(((first + i) * _width) + at, size);
        }
    }

    /// <summary>Makes a layer hold so many tokens, in whole buckets.</summary>
    private void Reach(int layer, int tokens)
    {
        var (keys, values) = _layers[layer];
        if (keys.Length < tokens * _width)
        {
            var length = Generator.RoundUp(Math.Max(tokens, keys.Length / _width * 5 / 4)) * _width;
            Array.Resize(ref keys, length);
            Array.Resize(ref values, length);
            _layers[layer] = (keys, values);
        }
    }
}
