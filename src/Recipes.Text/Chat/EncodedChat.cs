namespace Recipes.Text.Chat;

/// <summary>A chat as ids, and which of them are learned.</summary>
public sealed record EncodedChat
{
    /// <summary>The whole rendering.</summary>
    public required IReadOnlyList<int> Ids { get; init; }

    /// <summary>One flag per id: whether the loss counts it, that is, whether predicting it from those before is
    /// taught.</summary>
    /// <remarks>By position, never by id, so that padding with the end token does not unteach stopping.</remarks>
    public required IReadOnlyList<bool> IsTrained { get; init; }

    /// <summary>Number of trained ids; 0 teaches nothing and is an error where a training row is made.</summary>
    public int TrainedCount => IsTrained.Count(isTrained => isTrained);
}
