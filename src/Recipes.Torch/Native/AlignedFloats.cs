using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Recipes.Torch.Native;

/// <summary>Zeros at an address that does not move, at the start of a cache line: vectors of 64 bytes never cross
/// one.</summary>
internal sealed unsafe class AlignedFloats
{
    private const int LineBytes = 64;

    private readonly float[] _memory; // keeps the address alive

    public AlignedFloats(long count)
    {
        _memory = GC.AllocateArray<float>(checked((int)count + (LineBytes / sizeof(float))), pinned: true);
        var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        Start = (float*)((address + LineBytes - 1) & ~(LineBytes - 1));
        Length = count;
    }

    /// <summary>The first number.</summary>
    public float* Start { get; }

    /// <summary>How many there are.</summary>
    public long Length { get; }
}
