namespace Recipes.Stages.Split;

/// <summary>What Split depends on.</summary>
internal sealed record SplitSpec
{
    /// <summary>Facts taught at most.</summary>
    public required int Pairs { get; init; }

    /// <summary>Longest answer taught, in tokens; null for no limit.</summary>
    public required int? AnswerTokens { get; init; }

    /// <summary>Share of groups never taught, in [0, 1).</summary>
    public required double Withhold { get; init; }

    /// <summary>Share of groups kept for the score where the task generalizes, in [0, 1).</summary>
    public required double Heldout { get; init; }

    /// <summary>True for <c>scenario: program</c> and <c>goal: format</c>: groups are dealt instead of wordings.</summary>
    public required bool Generalizes { get; init; }

    /// <summary>Pairs of confusable terms; facts that differ only by them share a group.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Contrast { get; init; }

    /// <summary>Similarity from which two evidences belong to one group.</summary>
    public required double Threshold { get; init; }

    /// <summary>Characters per shingle.</summary>
    public required int Shingle { get; init; }

    /// <summary>Seeds every choice.</summary>
    public required long Seed { get; init; }
}
