using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>A matrix as a product takes it: stored as it is, or in four bits.</summary>
internal interface IMatrix
{
    /// <summary>Where the gradient goes, in the precision of the matrix; null where it is frozen.</summary>
    Tensor? Gradient { get; }

    /// <summary>(outputs, inputs). What is made anew belongs to the caller's scope; what is stored stays its
    /// owner's.</summary>
    Tensor Dense();
}
