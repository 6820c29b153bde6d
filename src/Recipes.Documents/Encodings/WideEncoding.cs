using System.Text;

namespace Recipes.Documents.Encodings;

/// <summary>Tells UTF-16 and UTF-32 without a byte order mark by where their zero bytes stand.</summary>
internal static class WideEncoding
{
    /// <summary>Bytes that are looked at.</summary>
    private const int Sample = 64 * 1024;

    private static readonly UnicodeEncoding[] Wide = [new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: false), new(true, false, false)];

    /// <summary>Null where the bytes are of another encoding.</summary>
    public static Encoding? Of(ReadOnlySpan<byte> bytes)
    {
        var sample = bytes[..Math.Min(bytes.Length & ~3, Sample)];
        Span<int> zeros = stackalloc int[4];
        for (var i = 0; i < sample.Length; i++)
        {
            zeros[i & 3] += sample[i] == 0 ? 1 : 0;
        }

        var units = sample.Length / 4;
        var isLittle = zeros[3] == units && zeros[2] * 2 > units;
        if (units > 0 && (isLittle || (zeros[0] == units && zeros[1] * 2 > units)))
        {
            return new UTF32Encoding(bigEndian: !isLittle, byteOrderMark: false);
        }

        var (even, odd) = (zeros[0] + zeros[2], zeros[1] + zeros[3]);
        if (even + odd > 0)
        {
            return WithZeros(sample, even, odd);
        }

        return (bytes.Length & 1) == 0 && bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF) >= 0 ? WithoutZeros(sample) : null;
    }

    /// <summary>The high byte of Latin letters, digits and line ends is zero; a low byte is only in few characters, 一 among
    /// them, so that the text decides where both are.</summary>
    private static UnicodeEncoding? WithZeros(ReadOnlySpan<byte> bytes, int even, int odd)
    {
        if (Math.Min(even, odd) * 8 < Math.Max(even, odd))
        {
            return Wide[odd > even ? 0 : 1];
        }

        Span<double> likeness = stackalloc double[Wide.Length];
        for (var i = 0; i < Wide.Length; i++)
        {
            likeness[i] = EncodingGuess.Likeness(bytes, Wide[i]) ?? double.MinValue;
        }

        var best = likeness[0] >= likeness[1] ? 0 : 1;
        return likeness[best] > 0 ? Wide[best] : null;
    }

    /// <summary>Chinese without a space or a line end: only the right order of bytes gives common characters.</summary>
    private static UnicodeEncoding? WithoutZeros(ReadOnlySpan<byte> bytes)
    {
        const double likely = 0.7; // chosen by hand: other encodings read as UTF-16 give characters of all scripts
        foreach (var encoding in Wide)
        {
            if (EncodingGuess.Likeness(bytes, encoding) >= likely && !System.Text.Unicode.Utf8.IsValid(bytes))
            {
                return encoding;
            }
        }

        return null;
    }
}
