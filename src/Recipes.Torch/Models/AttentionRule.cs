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
    /// <param name="before">Places before them whose keys are given, P: those of a prefix.</param>
    /// <returns>What is added to the scores, (1, 1, T, P + T) or (1, H, T, P + T), −∞ where a key is not seen; in the
    /// caller's scope.</returns>
    public Tensor? Mask(int window, int length, int before = 0)
    {
        var isWhole = window == 0 || window >= length;
        if (before == 0 && isWhole && Slopes.Length == 0)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var all = before + length;
        var added = tensor(Pairs(window, all), 1, 1, all, all).narrow(2, before, length);
        // Slopes are positive, so that what is not seen stays at minus infinity.
        return (Slopes.Length == 0 ? added : tensor(Slopes).view(1, -1, 1, 1) * added).MoveToOuterDisposeScope();
    }

    /// <summary>A value for each query and key, row by row: 0, or the key's place minus the query's where slopes multiply
    /// it; −∞ where the key is not seen. It depends on the distance alone, so each row is the one before, moved.</summary>
    private float[] Pairs(int window, int length)
    {
        var byDistance = new float[(2 * length) - 1]; // from 1 − T to T − 1
        for (var distance = 1 - length; distance < length; distance++)
        {
            var isSeen = distance <= 0 && (window == 0 || distance > -window);
            byDistance[distance + length - 1] =
                !isSeen ? float.NegativeInfinity : Slopes.Length == 0 ? 0 : distance;
        }

        var pairs = new float[length * length];
        for (var query = 0; query < length; query++)
        {
            byDistance.AsSpan(length - 1 - query, length).CopyTo(pairs.AsSpan(query * length));
        }

        return pairs;
    }

    private static float[] SlopesOf(int heads)
    {
        var power = 1 << (int)Math.Log2(heads);
        return [.. Enumerable.Range(0, heads).Select(head => (float)Math.Pow(
            2, head < power ? -8.0 * (head + 1) / power : -4.0 * ((2 * (head - power)) + 1) / power))];
    }
}
