using Recipes.Torch.Generation;
using Recipes.Torch.Native;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>How likely a text is to a model.</summary>
public static class SequenceScore
{
    private const int TokensAtOnce = 256; // bounds the logits: 256 · 150,000 float32 are 154 MB

    /// <summary>Negative natural logarithm of each token's probability after those before it.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="ids">At least two tokens, at most the model's context.</param>
    /// <returns>One number per token but the first.</returns>
    public static IReadOnlyList<double> Of(Model model, int[] ids) =>
        [.. Tokens(model, ids, top: 0).Select(score => -score.LogProbability)];

    /// <summary>The same with the likeliest tokens in each place.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="ids">At least one token, at most the model's context.</param>
    /// <param name="top">How many of the likeliest are told.</param>
    /// <returns>One score per token but the first.</returns>
    public static IReadOnlyList<TokenScore> Tokens(Model model, int[] ids, int top)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ids);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        return Of(model, model.Decoder.Hidden(new TokenBatch([ids])), ids, top);
    }

    /// <summary>The same from the last norm's output, (T, C) or longer, which no gradient needs.</summary>
    internal static IReadOnlyList<TokenScore> Of(Model model, Tensor hidden, int[] ids, int top)
    {
        var scores = new List<TokenScore>(ids.Length);
        for (var start = 0; start < ids.Length - 1; start += TokensAtOnce)
        {
            using var part = NewDisposeScope();
            var count = Math.Min(TokensAtOnce, ids.Length - 1 - start);
            var logits = new TensorRows(model.Decoder.Logits(hidden.narrow(0, start, count))); // (t, V)
            for (var i = 0; i < count; i++)
            {
                scores.Add(TokenScore.Of(logits.Floats(i), ids[start + i + 1], top));
            }
        }

        return scores;
    }
}
