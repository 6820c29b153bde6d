namespace Recipes.Torch.Quantization;

/// <summary>Numbers in eight bits: blocks of 256 share the largest absolute value, each number is the nearest of a
/// <see cref="DynamicMap"/>.</summary>
public sealed class EightBits
{
    /// <summary>Numbers that share a scale.</summary>
    public const int Block = 256;

    private readonly float[] _map;

    /// <summary>Zeros.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isSigned">False → for numbers from 0 on.</param>
    public EightBits(int count, bool isSigned)
    {
        _map = [.. isSigned ? DynamicMap.Signed : DynamicMap.Unsigned];
        Codes = new byte[count];
        Scales = new float[(count + Block - 1) / Block];
        Codes.AsSpan().Fill(DynamicMap.Nearest(_map, 0));
    }

    /// <summary>One per number.</summary>
    public byte[] Codes { get; }

    /// <summary>The largest absolute value of each block.</summary>
    public float[] Scales { get; }

    /// <summary>Writes whole blocks.</summary>
    /// <param name="numbers">From block <paramref name="firstBlock"/> on.</param>
    /// <param name="firstBlock">Counted from 0.</param>
    public void Write(ReadOnlySpan<float> numbers, int firstBlock = 0)
    {
        for (var start = 0; start < numbers.Length; start += Block)
        {
            var part = numbers[start..Math.Min(start + Block, numbers.Length)];
            var largest = 0f;
            foreach (var number in part)
            {
                largest = Math.Max(largest, Math.Abs(number));
            }

            var codes = Codes.AsSpan((firstBlock * Block) + start, part.Length);
            Scales[firstBlock + (start / Block)] = largest;
            var inverse = largest == 0 ? 0 : 1 / largest;
            for (var i = 0; i < part.Length; i++)
            {
                codes[i] = DynamicMap.Nearest(_map, Math.Clamp(part[i] * inverse, -1, 1));
            }
        }
    }

    /// <summary>Reads numbers from the start of a block on.</summary>
    public void Read(Span<float> numbers, int firstBlock = 0)
    {
        var codes = Codes.AsSpan(firstBlock * Block, numbers.Length);
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = _map[codes[i]] * Scales[firstBlock + (i / Block)];
        }
    }
}
