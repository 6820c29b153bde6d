namespace Recipes.Torch.Generation;

/// <summary>Why an answer ended with a token.</summary>
public enum GenerationEnd
{
    /// <summary>It did not end.</summary>
    None,

    /// <summary>The token is a stop id and no part of the answer.</summary>
    Stop,

    /// <summary>The limit, or the model's context, is reached; under a grammar too where the end had to be hurried.</summary>
    Length,

    /// <summary>The text that the grammar asks for is whole; the token is its last.</summary>
    Whole,
}

/// <summary>A token that a step chose for a sequence.</summary>
/// <param name="Sequence">Whose it is.</param>
/// <param name="Score">The token and how likely it was.</param>
/// <param name="End">Whether it ended the answer.</param>
public sealed record GeneratedToken(GenerationSequence Sequence, TokenScore Score, GenerationEnd End);
