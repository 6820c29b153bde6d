using Recipes.Torch.Generation;

namespace Recipes.Serving.Batching;

/// <summary>What one step adds to an answer.</summary>
/// <param name="Index">Of the prompt in its request.</param>
/// <param name="Text">Text that is certain by now; often empty.</param>
/// <param name="Score">The token and how likely it was; null where none was made.</param>
/// <param name="PromptScores">With the first piece, where asked for: one per token of the prompt but the first.</param>
/// <param name="Finish">Why the answer is over; null → it goes on.</param>
internal sealed record Piece(
    int Index, string Text, TokenScore? Score, IReadOnlyList<TokenScore> PromptScores, Finish? Finish);

/// <summary>Why an answer is over.</summary>
internal enum Finish
{
    /// <summary>An end token or a stop string.</summary>
    Stop,

    /// <summary>The limit on tokens, or the model's context.</summary>
    Length,

    /// <summary>The server stops, or failed.</summary>
    Aborted,
}
