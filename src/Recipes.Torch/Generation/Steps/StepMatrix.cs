using Recipes.Torch.Native;
using static TorchSharp.torch;

namespace Recipes.Torch.Generation.Steps;

/// <summary>A matrix (outputs, inputs) where the model keeps it, for products of a few rows. Read, not owned: the model
/// must live.</summary>
internal sealed unsafe class StepMatrix
{
    private readonly byte* _memory;
    private readonly AlignedFloats? _copy; // where rows are no whole blocks of 32

    /// <param name="values">Contiguous, float32 or bf16.</param>
    public StepMatrix(Tensor values)
    {
        var rows = new TensorRows(values);
        (Outputs, Inputs, IsHalf) = (rows.Count, rows.Width, values.dtype == ScalarType.BFloat16);
        if (Inputs % FloatRows.Block == 0)
        {
            _memory = rows.Start;
            return;
        }

        var (stride, bytes) = (FloatRows.RoundUp(Inputs), IsHalf ? sizeof(ushort) : sizeof(float));
        _copy = new(((long)Outputs * stride * bytes / sizeof(float)) + 1);
        _memory = (byte*)_copy.Start;
        for (long row = 0; row < Outputs; row++)
        {
            Buffer.MemoryCopy(rows.Start + (row * Inputs * bytes), _memory + (row * stride * bytes), Inputs * bytes, Inputs * bytes);
        }
    }

    /// <summary>Rows.</summary>
    public int Outputs { get; }

    /// <summary>Columns.</summary>
    public int Inputs { get; }

    /// <summary>True → it is multiplied by paired rows.</summary>
    public bool IsHalf { get; }

    /// <summary>A row as floats.</summary>
    public void Read(int row, Span<float> numbers)
    {
        var stride = FloatRows.RoundUp(Inputs);
        if (IsHalf)
        {
            Lanes.Widen(new ReadOnlySpan<ushort>((ushort*)_memory + ((long)row * stride), Inputs), numbers);
        }
        else
        {
            new ReadOnlySpan<float>((float*)_memory + ((long)row * stride), Inputs).CopyTo(numbers);
        }
    }

    /// <summary>y = x·Wᵀ for some outputs.</summary>
    /// <param name="x">Rows of inputs.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="y">Takes the outputs from <paramref name="start"/> + <paramref name="first"/> on.</param>
    /// <param name="start">Where output 0 stands in y.</param>
    /// <param name="first">The first output.</param>
    /// <param name="end">The one after the last.</param>
    public void Multiply(FloatRows x, int count, FloatRows y, int start, int first, int end)
    {
        var target = y.Start(isPaired: false) + start;
        RowProducts.Multiply(_memory, IsHalf, x.Stride, x.Start(IsHalf), count, target, y.Stride, first, end);
    }
}
