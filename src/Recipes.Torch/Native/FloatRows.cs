namespace Recipes.Torch.Native;

/// <summary>Rows of floats in memory of their own, as products read and write them: each padded with zeros to whole
/// blocks of 32, and beside it, where a product asks for it, a copy in the order of its weights.</summary>
/// <param name="width">Numbers per row.</param>
internal sealed unsafe class FloatRows(int width)
{
    /// <summary>Numbers that products read at once.</summary>
    public const int Block = 32;

    private AlignedFloats _plain = new(0);
    private AlignedFloats _paired = new(0);

    /// <summary>Numbers per row.</summary>
    public int Width => width;

    /// <summary>From one row to the next.</summary>
    public int Stride { get; } = RoundUp(width);

    /// <summary>Width rounded up to whole blocks.</summary>
    public static int RoundUp(int width) => (width + Block - 1) / Block * Block;

    /// <summary>Makes room for so many rows; what stood there is lost where they are more than before.</summary>
    public void Reach(int rows)
    {
        if (_plain.Length < (long)rows * Stride)
        {
            _plain = new((long)rows * Stride);
            _paired = new(0);
        }
    }

    /// <summary>A row, without what pads it.</summary>
    public Span<float> Row(int row) => new(_plain.Start + ((long)row * Stride), width);

    /// <summary>Where the first row starts; paired or as it is.</summary>
    public float* Start(bool isPaired) => isPaired ? _paired.Start : _plain.Start;

    /// <summary>Makes room for the paired rows.</summary>
    public void ReachPairs()
    {
        if (_paired.Length < _plain.Length)
        {
            _paired = new(_plain.Length);
        }
    }

    /// <summary>Writes a row's copy for bf16 weights, which are widened two by two.</summary>
    public void Pair(int row) => RowProducts.Pair(_plain.Start + ((long)row * Stride), _paired.Start + ((long)row * Stride), Stride);
}
