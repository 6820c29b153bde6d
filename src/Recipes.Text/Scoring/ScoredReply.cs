using Recipes.Core;

namespace Recipes.Text.Scoring;

/// <summary>What a scorer found in one reply.</summary>
public sealed record ScoredReply
{
    /// <summary>In [0, 1].</summary>
    public required double Score { get; init; }

    /// <summary>What was read: a JSON array of words, a JSON object of slots, a label, or the text without its
    /// reasoning; null where nothing was.</summary>
    public string? Parsed { get; init; }

    /// <summary>What became of the question.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The tier that read the answer.</summary>
    public required ParseTier Tier { get; init; }

    /// <summary>True where the token limit cut the reply, answer or not.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>For <c>spans</c>: whether the words joined are the text; null for other scorers and where nothing was
    /// read.</summary>
    public bool? IsFaithful { get; init; }

    /// <summary>For <c>spans</c> and <c>slots</c>: the counts behind the score, to pool over items; null for other
    /// scorers.</summary>
    public SpanCounts? Counts { get; init; }
}
