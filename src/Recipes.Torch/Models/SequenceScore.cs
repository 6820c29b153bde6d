using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>How likely a text is to a model.</summary>
public static class SequenceScore
{
    /// <summary>Negative natural logarithm of each token's probability after those before it.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="ids">At least two tokens, at most the model's context.</param>
    /// <returns>One number per token but the first.</returns>
    public static IReadOnlyList<double> Of(Model model, int[] ids)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ids);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var hidden = model.Decoder.Hidden(new TokenBatch([ids])).narrow(0, 0, ids.Length - 1); // (T−1, C)
        var logits = model.Decoder.Logits(hidden); // (T−1, V)
        var targets = tensor(ids[1..].Select(id => (long)id).ToArray()).unsqueeze(1); // (T−1, 1)
        var scores = logits.logsumexp(1) - logits.gather(1, targets).squeeze(1); // (T−1)
        return [.. scores.data<float>().Select(score => (double)score)];
    }
}
