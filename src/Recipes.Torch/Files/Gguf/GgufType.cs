namespace Recipes.Torch.Files.Gguf;

#pragma warning disable CA1707 // Underscores: the names are the format's, and people search for them.
/// <summary>How a tensor's numbers are stored in a GGUF file; the values are the format's own.</summary>
/// <remarks>Source: ggml-org/ggml, docs/gguf.md and src/ggml-common.h.</remarks>
public enum GgufType
{
    /// <summary>32-bit floats.</summary>
    F32 = 0,

    /// <summary>16-bit floats of IEEE 754.</summary>
    F16 = 1,

    /// <summary>Blocks of 32: a scale in float16 and 4-bit numbers from −8 to 7.</summary>
    Q4_0 = 2,

    /// <summary>Blocks of 32: a scale and a smallest value in float16, and 4-bit numbers from 0 to 15.</summary>
    Q4_1 = 3,

    /// <summary>Blocks of 32: a scale in float16 and bytes from −127 to 127.</summary>
    Q8_0 = 8,

    /// <summary>The upper halves of 32-bit floats.</summary>
    BF16 = 30,
}
#pragma warning restore CA1707

/// <summary>Sizes of the stored types.</summary>
internal static class GgufTypes
{
    /// <summary>Numbers in a block of the quantized types.</summary>
    public const int BlockElements = 32;

    /// <summary>Numbers that are stored together.</summary>
    public static int Elements(GgufType type) => type is GgufType.Q4_0 or GgufType.Q4_1 or GgufType.Q8_0 ? BlockElements : 1;

    /// <summary>Bytes of so many numbers.</summary>
    public static int Bytes(GgufType type) => type switch
    {
        GgufType.F32 => 4,
        GgufType.F16 or GgufType.BF16 => 2,
        GgufType.Q4_0 => 2 + 16,
        GgufType.Q4_1 => 4 + 16,
        GgufType.Q8_0 => 2 + 32,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "a type without a size"),
    };
}
