using Recipes.Torch.Models;
using Recipes.Torch.Native;

namespace Recipes.Torch.Generation.Steps;

/// <summary>RMSNorm of a row, or LayerNorm where there is a bias; the same sums as in a whole pass.</summary>
internal sealed class StepNorm
{
    private readonly float[] _weight;
    private readonly float[] _bias; // empty → RMSNorm
    private readonly double _epsilon;

    /// <param name="model">Whose norm it is.</param>
    /// <param name="path">Its name in the files.</param>
    public StepNorm(Model model, string path)
    {
        (_weight, _epsilon) = (Vector(model, path + ".weight"), model.Config.NormEpsilon);
        _bias = model.Config.Facts.CentersNorms ? Vector(model, path + ".bias") : [];
    }

    /// <summary>A copy of a norm's weight or bias.</summary>
    public static float[] Vector(Model model, string name)
    {
        using var values = model.Weights.Values(model.Weights.Layout[name]);
        return new TensorRows(values).Floats(0).ToArray();
    }

    /// <summary>y = norm(x); y may be x.</summary>
    public void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        if (_bias.Length == 0)
        {
            Lanes.Multiply(x, _weight, RowKernels.InverseRoot(x, _epsilon), y);
            return;
        }

        Lanes.Shift(x, -Lanes.Sum(x) / x.Length, y);
        Lanes.Multiply(y, _weight, RowKernels.InverseRoot(y, _epsilon), y);
        Lanes.Add(y, _bias, y);
    }
}
