namespace Recipes.Corpus;

/// <summary>A question with its answer, before it becomes a training row or an evaluation item.</summary>
internal sealed record Question
{
    public required string Dimension { get; init; }

    /// <summary>The whole user turn.</summary>
    public required string Prompt { get; init; }

    /// <summary>The text without the prompt around it.</summary>
    public required string Input { get; init; }

    /// <summary>What the model should write.</summary>
    public required string Answer { get; init; }

    /// <summary>The gold of the scorer: words, slots, or the answer itself.</summary>
    public required object Gold { get; init; }

    public required string Scorer { get; init; }

    /// <summary>The alternatives of a choice.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Names the combination: a hash of it sends it to training or to evaluation.</summary>
    public required string Combination { get; init; }

    /// <summary>What a solver without understanding answers.</summary>
    public required string Trivial { get; init; }

    /// <summary>The withheld word in it; null where there is none.</summary>
    public string? Unseen { get; init; }
}
