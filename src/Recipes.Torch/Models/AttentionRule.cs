using Recipes.Torch.Files;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>Which tokens see each other, and what is added to their scores by distance.</summary>
internal sealed class AttentionRule(ModelConfig config)
{
    /// <summary>Slope of each head (Press et al. 2021): 2^(−8(i+1)/p) for the first p heads, p the largest power of two
    /// below or at their number, then every second one of the series of 2p. Empty where positions turn.</summary>
    public float[] Slopes { get; } = config.HasAlibi ? SlopesOf(config.Heads) : [];

    /// <summary>The layers whose mask differs: one window each.</summary>
    public IEnumerable<int> Windows => config.Windows.Count == 0 ? [0] : config.Windows.Distinct();

    /// <summary>How a whole sequence sees itself: null → every token all before it.</summary>
    /// <param name="window">Tokens seen, itself included; 0 → all.</param>
    /// <param name="length">Tokens, T.</param>
    /// <returns>What is added to the scores, (1, 1, T, T) or (1, H, T, T), −∞ where a key is not seen; in the caller's
    /// scope.</returns>
    public Tensor? Mask(int window, int length)
    {
        var isWhole = window == 0 || window >= length;
        if (isWhole && Slopes.Length == 0)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var places = arange(length);
        var distance = places.unsqueeze(0) - places.unsqueeze(1); // (T, T): key minus query
        var isHidden = distance > 0;
        if (!isWhole)
        {
            isHidden |= distance <= -window;
        }

        var added = Slopes.Length == 0
            ? zeros(1, 1, length, length) : tensor(Slopes).view(1, -1, 1, 1) * distance; // (1, H, T, T)
        return added.masked_fill(isHidden, float.NegativeInfinity).MoveToOuterDisposeScope();
    }

    private static float[] SlopesOf(int heads)
    {
        var power = 1 << (int)Math.Log2(heads);
        return [.. Enumerable.Range(0, heads).Select(head => (float)Math.Pow(
            2, head < power ? -8.0 * (head + 1) / power : -4.0 * ((2 * (head - power)) + 1) / power))];
    }
}
