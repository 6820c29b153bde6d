namespace Recipes.Torch.Files;

/// <summary>Where one tensor stands in a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The format's name of the element type, such as F32 or BF16.</param>
/// <param name="Shape">Sizes per axis; empty for a scalar.</param>
/// <param name="Start">First byte, counted from the start of the file.</param>
/// <param name="LengthBytes">Bytes of data.</param>
public sealed record TensorEntry(string Name, string Type, IReadOnlyList<long> Shape, long Start, long LengthBytes)
{
    /// <summary>Number of elements.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);
}
