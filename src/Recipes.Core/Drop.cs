namespace Recipes.Core;

/// <summary>Why something was left out: a closed list, so that reports can count.</summary>
public enum DropReason
{
    /// <summary>Equal to a kept one after folding.</summary>
    ExactDuplicate,

    /// <summary>Similarity to a kept one is at or above the threshold.</summary>
    NearDuplicate,

    /// <summary>Its answer is longer than <c>extract.answer-tokens</c>.</summary>
    AnswerTooLong,

    /// <summary>More facts than <c>extract.pairs</c>: neither taught nor asked.</summary>
    OverBudget,

    /// <summary>No answer, or none in words.</summary>
    EmptyAnswer,

    /// <summary>A wording too close to a dealt wording of its own fact.</summary>
    WordingTooClose,

    /// <summary>A wording equal to another of its own fact.</summary>
    WordingRepeated,

    /// <summary>Longer than the context: it would be cut.</summary>
    LongerThanContext,

    /// <summary>No token of the row is under the loss.</summary>
    NothingTrained,
}

/// <summary>Something left out, and why. Nothing is left out silently.</summary>
public sealed record Drop
{
    /// <summary>The stage that left it out.</summary>
    public required string Stage { get; init; }

    /// <summary>Id of the fact or pair.</summary>
    public required string Id { get; init; }

    /// <summary>Why.</summary>
    public required DropReason Reason { get; init; }

    /// <summary>Id of the twin it lost to; null where there is none.</summary>
    public string? Kept { get; init; }

    /// <summary>The numbers behind the reason; null where the reason says all.</summary>
    public string? Detail { get; init; }
}
