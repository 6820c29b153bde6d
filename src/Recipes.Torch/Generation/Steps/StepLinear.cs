using Recipes.Torch.Models;
using Recipes.Torch.Native;
using static TorchSharp.torch;

namespace Recipes.Torch.Generation.Steps;

/// <summary>y = x·Wᵀ + b + s·(x·Aᵀ)·Bᵀ for a few rows; with magnitudes the sum is stretched before the bias. Row by row
/// the same bits in any company.</summary>
internal sealed unsafe class StepLinear
{
    private const int PiecesPerThread = 6; // so that who is late keeps the others waiting shortly; chosen by hand
    private const int LeastOutputs = 32; // of a piece

    private readonly Tensor? _unpacked; // keeps the memory that the matrix reads
    private readonly StepMatrix _matrix;
    private readonly float[] _bias;
    private readonly float[] _stretch; // per output; empty for none
    private readonly StepMatrix? _down;
    private readonly FloatRows _inner;
    private readonly FloatRows _update;
    private readonly List<Part> _parts = [];

    /// <param name="linear">The model's own map. One in four bits is unpacked once, and kept so.</param>
    public StepLinear(Linear linear)
    {
        using var scope = NewDisposeScope();
        var dense = linear.Matrix.Dense();
        _unpacked = linear.Matrix is Weight ? null : dense.DetachFromDisposeScope();
        _matrix = new(dense);
        _bias = linear.Bias is { } bias ? new TensorRows(bias.Values).Floats(0).ToArray() : [];
        (_inner, _update, _stretch) = (new(1), new(_matrix.Outputs), []);
        if (linear.Adapter is not { } adapter)
        {
            return;
        }

        _down = new(adapter.Down.Values);
        _inner = new(_down.Outputs);
        foreach (var (part, start, _, row) in adapter.Targets())
        {
            _parts.Add(new(new(part.Up.Values), new((int)part.Rank), start, (int)row, (float)part.Scale));
        }

        if (adapter.HasMagnitudes)
        {
            var factors = ones([1, _matrix.Outputs]);
            adapter.Stretch(factors, dense);
            _stretch = new TensorRows(factors).Floats(0).ToArray();
        }
    }

    /// <summary>True → the input is wanted paired too.</summary>
    public bool WantsPairs => _matrix.IsHalf || _down is { IsHalf: true };

    /// <summary>Columns.</summary>
    public int Inputs => _matrix.Inputs;

    /// <summary>Rows.</summary>
    public int Outputs => _matrix.Outputs;

    /// <param name="x">Inputs.</param>
    /// <param name="count">Rows.</param>
    /// <param name="y">Takes the outputs.</param>
    /// <param name="team">Who computes.</param>
    public void Apply(FloatRows x, int count, FloatRows y, Team team)
    {
        if (_down is not null)
        {
            ReadInner(x, count, _down);
        }

        y.Reach(count);
        team.Run(Outputs, Grain(team), (first, end) =>
        {
            _matrix.Multiply(x, count, y, 0, first, end);
            foreach (var part in _parts)
            {
                Add(part, count, y, Math.Max(first, part.Start), Math.Min(end, part.Start + part.Up.Outputs));
            }

            Finish(count, y, first, end);
        });
    }

    private int Grain(Team team)
    {
        var even = (Outputs + (team.Threads * PiecesPerThread) - 1) / (team.Threads * PiecesPerThread);
        return Math.Max(LeastOutputs, (even + 3) / 4 * 4);
    }

    /// <summary>x·Aᵀ, and each map's part of it by itself.</summary>
    private void ReadInner(FloatRows x, int count, StepMatrix down)
    {
        _inner.Reach(count);
        _update.Reach(count);
        down.Multiply(x, count, _inner, 0, 0, down.Outputs);
        foreach (var part in _parts)
        {
            part.Inner.Reach(count);
            part.Inner.ReachPairs();
            for (var row = 0; row < count; row++)
            {
                _inner.Row(row).Slice(part.Row, part.Inner.Width).CopyTo(part.Inner.Row(row));
                part.Inner.Pair(row);
            }
        }
    }

    private void Add(Part part, int count, FloatRows y, int first, int end)
    {
        if (first >= end)
        {
            return;
        }

        part.Up.Multiply(part.Inner, count, _update, part.Start, first - part.Start, end - part.Start);
        for (var row = 0; row < count; row++)
        {
            var update = _update.Row(row)[first..end];
            Lanes.Scale(update, part.Scale);
            Lanes.Add(y.Row(row)[first..end], update, y.Row(row)[first..end]);
        }
    }

    private void Finish(int count, FloatRows y, int first, int end)
    {
        for (var row = 0; row < count && (_bias.Length > 0 || _stretch.Length > 0); row++)
        {
            var numbers = y.Row(row)[first..end];
            if (_stretch.Length > 0)
            {
                Lanes.Multiply(numbers, _stretch.AsSpan()[first..end], 1, numbers);
            }

            if (_bias.Length > 0)
            {
                Lanes.Add(numbers, _bias.AsSpan()[first..end], numbers);
            }
        }
    }

    /// <summary>The update of one map: B, x·Aᵀ, its first output, its first row of A, s.</summary>
    private sealed record Part(StepMatrix Up, FloatRows Inner, int Start, int Row, float Scale);
}
