namespace Recipes.Torch.Generation;

/// <summary>What a model said to one prompt.</summary>
/// <param name="Ids">The new tokens, without the one that ended the answer.</param>
/// <param name="IsCut">True where no end came before the limit or the end of the model's context.</param>
public sealed record Answer(IReadOnlyList<int> Ids, bool IsCut);
