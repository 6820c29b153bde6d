namespace Recipes.Torch.Models;

/// <summary>One named tensor inside a flat buffer.</summary>
/// <param name="Name">Its name in the files.</param>
/// <param name="Shape">One or two axes.</param>
/// <param name="Start">First element in the buffer.</param>
public sealed record WeightSlot(string Name, IReadOnlyList<long> Shape, long Start)
{
    /// <summary>Number of elements.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);
}
