namespace Recipes.Torch.Training;

/// <summary>One row of training data as tokens.</summary>
/// <param name="Id">Names the row in problems.</param>
/// <param name="Ids">At least two tokens.</param>
/// <param name="Trained">Per token: whether the loss counts its prediction from those before it. The first cannot be
/// predicted and never counts.</param>
public sealed record TokenRow(string Id, int[] Ids, bool[] Trained)
{
    /// <summary>Tokens under the loss.</summary>
    public int TrainedTokens => Trained.Skip(1).Count(isTrained => isTrained);
}
