namespace Recipes.Torch.Generation;

/// <summary>How likely a token was: the natural logarithm of its probability by the model itself, before temperature,
/// penalties and limits.</summary>
/// <param name="Id">The token.</param>
/// <param name="LogProbability">At most 0.</param>
/// <param name="Top">The likeliest tokens in its place, likeliest first; as many as were asked for.</param>
public sealed record TokenScore(int Id, double LogProbability, IReadOnlyList<(int Id, double LogProbability)> Top)
{
    /// <summary>Scores a token by logits.</summary>
    /// <param name="logits">One per token of the vocabulary; not changed.</param>
    /// <param name="id">The token.</param>
    /// <param name="top">How many of the likeliest are told.</param>
    internal static TokenScore Of(ReadOnlySpan<float> logits, int id, int top)
    {
        var powers = logits.ToArray();
        var max = Native.Lanes.Max(powers);
        var total = Math.Log(Native.Lanes.ExpSum(powers, max)) + max;
        var best = new (int, double)[Math.Min(top, logits.Length)];
        foreach (var (place, likely) in Sampler.Largest(logits, best.Length).Select((likely, place) => (place, likely)))
        {
            best[place] = (likely.Id, likely.Logit - total);
        }

        return new(id, logits[id] - total, best);
    }
}
