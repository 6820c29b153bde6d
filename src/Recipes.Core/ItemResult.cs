namespace Recipes.Core;

/// <summary>What became of one question.</summary>
public enum Outcome
{
    /// <summary>Score 1.</summary>
    Correct,

    /// <summary>Between 0 and 1.</summary>
    Partial,

    /// <summary>Score 0 with a parsed answer.</summary>
    Wrong,

    /// <summary>No answer in the wanted form.</summary>
    Unparseable,

    /// <summary>Cut by the token limit before an answer stood.</summary>
    Truncated,

    /// <summary>Nothing but white space.</summary>
    Empty,

    /// <summary>A refusal where an answer was wanted.</summary>
    Refused,

    /// <summary>The model could not be asked; never enters a score.</summary>
    Error,
}

/// <summary>A line of <c>evaluation/results.jsonl</c>.</summary>
public sealed record ItemResult
{
    /// <summary>Id of the item.</summary>
    public required string Item { get; init; }

    /// <summary>base, tuned or a baseline's name.</summary>
    public required string Model { get; init; }

    /// <summary>The item's dimension.</summary>
    public required string Dimension { get; init; }

    /// <summary>verbatim, rephrased, heldout, withheld, outside, customer, general.</summary>
    public required string Subset { get; init; }

    /// <summary>The item's cluster.</summary>
    public required string Cluster { get; init; }

    /// <summary>The reply as it came.</summary>
    public required string Answer { get; init; }

    /// <summary>What was read from it; null where nothing was.</summary>
    public string? Parsed { get; init; }

    /// <summary>What became of the question.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>In [0, 1].</summary>
    public required double Score { get; init; }
}
