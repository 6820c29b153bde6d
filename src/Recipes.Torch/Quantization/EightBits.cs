namespace Recipes.Torch.Quantization;

/// <summary>Numbers in eight bits: blocks of 256 share the largest absolute value, each number is one of a
/// <see cref="DynamicMap"/>.</summary>
/// <remarks>As bitsandbytes does on a CPU, a number is first rounded to one of 65,536 places in [−1, 1], and then to the
/// number of the map nearest to that place: one look-up each, and the states of both are equal.</remarks>
public sealed class EightBits
{
    /// <summary>Numbers that share a scale.</summary>
    public const int Block = 256;

    private const float Half = 32767.5f; // places on either side of zero

    private static readonly byte[] _signedPlaces = Places([.. DynamicMap.Signed]);
    private static readonly byte[] _unsignedPlaces = Places([.. DynamicMap.Unsigned]);
    private readonly float[] _map;
    private readonly byte[] _places;

    /// <summary>Zeros.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isSigned">False → for numbers from 0 on.</param>
    public EightBits(int count, bool isSigned)
    {
        _map = [.. isSigned ? DynamicMap.Signed : DynamicMap.Unsigned];
        _places = isSigned ? _signedPlaces : _unsignedPlaces;
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
            var divisor = largest == 0 ? 1 : largest;
            for (var i = 0; i < part.Length; i++)
            {
                codes[i] = _places[(int)((((part[i] / divisor) + 1) * Half) + 0.5f)];
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

    private static byte[] Places(float[] map) =>
        [.. Enumerable.Range(0, (int)(2 * Half) + 1).Select(place => DynamicMap.Nearest(map, (place / Half) - 1))];
}
