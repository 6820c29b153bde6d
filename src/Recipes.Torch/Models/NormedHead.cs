using Recipes.Torch.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Recipes.Torch.Models;

/// <summary>Baichuan2's head: logits = h·(w / max(‖w‖, 1e-12)) for each row w.</summary>
internal static class NormedHead
{
    private const double Shortest = 1e-12; // torch.nn.functional.normalize's
    private const int RowsAtOnce = 4096; // bounds the float32 copy

    /// <summary>Normed rows in the precision of the given ones, (V, C), in the caller's scope.</summary>
    public static Tensor Rows(Tensor head)
    {
        using var scope = NewDisposeScope();
        var copy = head.clone();
        NormRows(copy);
        return copy.MoveToOuterDisposeScope();
    }

    /// <summary>Divides rows by their lengths in place; rows that are normed already stay.</summary>
    public static void NormRows(Tensor head)
    {
        for (long start = 0; start < head.shape[0]; start += RowsAtOnce)
        {
            using var scope = NewDisposeScope();
            var rows = head.narrow(0, start, Math.Min(RowsAtOnce, head.shape[0] - start));
            var floats = rows.to(ScalarType.Float32);
            rows.copy_(floats / Lengths(floats));
        }
    }

    /// <summary>Adds the gradient by the raw rows, (dŵ − (dŵ·ŵ)·ŵ) / ‖w‖, to <paramref name="gradient"/>.</summary>
    /// <param name="slope">d loss / d normed rows, (V, C) float32.</param>
    /// <param name="raw">The rows, (V, C).</param>
    /// <param name="gradient">(V, C) float32.</param>
    public static void Backward(Tensor slope, Tensor raw, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var lengths = Lengths(raw.to(ScalarType.Float32)); // (V, 1)
        var normed = raw.to(ScalarType.Float32) / lengths;
        gradient.Increase((slope - ((slope * normed).sum(1, keepdim: true) * normed)) / lengths);
    }

    private static Tensor Lengths(Tensor rows)
    {
        using var shortest = Shortest.ToScalar();
        return rows.norm(1, keepdim: true, p: 2).clamp_min(shortest);
    }
}
