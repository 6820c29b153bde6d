using Recipes.Torch.Models;
using static TorchSharp.torch;

namespace Recipes.Torch.Quantization;

/// <summary>Matrices with the same number of columns, in four bits, that are multiplied as one. Unpacked for each product;
/// the unpacked values are never kept.</summary>
internal sealed class Nf4Matrix(IReadOnlyList<Nf4Tensor> parts, ScalarType precision) : IMatrix
{
    /// <summary>None: it is frozen.</summary>
    public Tensor? Gradient => null;

    /// <inheritdoc/>
    public Tensor Dense()
    {
        var matrix = empty([parts.Sum(part => part.Outputs), parts[0].Inputs], precision);
        var bytes = matrix.bytes;
        var start = 0;
        foreach (var part in parts)
        {
            var length = (int)(part.Outputs * part.Inputs * (precision == ScalarType.Float32 ? 4 : 2));
            part.DequantizeInto(bytes.Slice(start, length), precision);
            start += length;
        }

        return matrix;
    }
}
