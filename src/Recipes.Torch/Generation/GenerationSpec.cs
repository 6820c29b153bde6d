namespace Recipes.Torch.Generation;

/// <summary>How answers are generated.</summary>
public sealed record GenerationSpec
{
    /// <summary>Tokens of an answer at most.</summary>
    public required int MaxNewTokens { get; init; }

    /// <summary>Ids that end an answer; they are not part of it.</summary>
    public required IReadOnlySet<int> StopIds { get; init; }

    /// <summary>Rows computed together, always so many: missing ones are filled up. Part of the numeric class of
    /// answers. Default 32: more rows gain little on two cores, chosen by hand.</summary>
    public int Rows { get; init; } = 32;

    /// <summary>The node that events carry.</summary>
    public string Node { get; init; } = "generate";
}
