namespace Recipes.Stages.Answers;

/// <summary>What a model replied to one item.</summary>
/// <param name="Item">Id of the item.</param>
/// <param name="Text">The reply without special tokens.</param>
/// <param name="Truncated">True where the token limit cut it.</param>
internal sealed record Reply(string Item, string Text, bool Truncated);
