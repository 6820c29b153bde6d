using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Recipes.Torch.Native;

/// <summary>The rows of a contiguous float32 or bf16 tensor on the CPU, as floats.</summary>
/// <remarks>It points into the tensor's memory: the tensor must stay alive, which the scopes of the callers see
/// to.</remarks>
internal readonly unsafe struct TensorRows
{
    private readonly byte* _memory;
    private readonly bool _isHalf;

    /// <param name="tensor">Contiguous.</param>
    /// <param name="width">Elements per row; default its last axis.</param>
    public TensorRows(Tensor tensor, int? width = null)
    {
        _isHalf = tensor.dtype == ScalarType.BFloat16;
        Width = width ?? (int)tensor.shape[^1];
        Count = (int)(tensor.numel() / Width);
        fixed (byte* memory = tensor.bytes) // native memory: it does not move
        {
            _memory = memory;
        }
    }

    /// <summary>Where the first row starts.</summary>
    public byte* Start => _memory;

    /// <summary>Elements per row.</summary>
    public int Width { get; }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Part of a row as floats: in place where the tensor is float32, else copied into the scratch.</summary>
    public Span<float> Read(int row, Span<float> scratch, int start = 0)
    {
        var at = ((long)row * Width) + start;
        if (!_isHalf)
        {
            return new((float*)_memory + at, scratch.Length);
        }

        Lanes.Widen(new ReadOnlySpan<ushort>((ushort*)_memory + at, scratch.Length), scratch);
        return scratch;
    }

    /// <summary>Writes part of a row; does nothing where the floats are the row itself.</summary>
    public void Write(int row, ReadOnlySpan<float> floats, int start = 0)
    {
        var at = ((long)row * Width) + start;
        if (_isHalf)
        {
            Lanes.Narrow(floats, new Span<ushort>((ushort*)_memory + at, floats.Length));
            return;
        }

        var target = new Span<float>((float*)_memory + at, floats.Length);
        if (!System.Runtime.CompilerServices.Unsafe.AreSame(
            ref MemoryMarshal.GetReference(target), ref MemoryMarshal.GetReference(floats)))
        {
            floats.CopyTo(target);
        }
    }

    /// <summary>A row of a float32 tensor.</summary>
    public Span<float> Floats(int row) => new((float*)_memory + ((long)row * Width), Width);
}
