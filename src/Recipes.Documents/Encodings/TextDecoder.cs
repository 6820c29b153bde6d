using System.Text;

namespace Recipes.Documents.Encodings;

/// <summary>Bytes to text: a byte order mark decides, then the bytes themselves, then what the file declares.</summary>
/// <remarks>Declarations lie: pages saved by a browser are UTF-8 and keep their old declaration. So bytes that are valid
/// UTF-8 are UTF-8, and a declared encoding gives way to one in which the text is much more like a language.</remarks>
internal static class TextDecoder
{
    /// <summary>How much more plausible a guess must be than the declared encoding to overrule it; chosen by hand.</summary>
    private const double Overruling = 0.4;

    /// <summary>A UTF-8 file may have one damaged character in this many.</summary>
    private const int CharactersPerDamage = 200;

    private static readonly Encoding JapaneseByEscapes = CodePagesEncodingProvider.Instance.GetEncoding("iso-2022-jp")
        ?? throw new InvalidOperationException("the runtime lacks ISO-2022-JP");

    /// <exception cref="UnreadableException">No encoding fits.</exception>
    public static string Decode(byte[] bytes, string? declared)
    {
        ReadOnlySpan<byte> all = bytes;
        if (Marked(all) is { } marked)
        {
            return marked;
        }

        if (WideEncoding.Of(all) is { } wide)
        {
            return wide.GetString(all);
        }

        if (Escaped(all) is { } escaped)
        {
            return escaped;
        }

        if (System.Text.Unicode.Utf8.IsValid(all))
        {
            return Encoding.UTF8.GetString(all);
        }

        return ByBytes(all, Named(declared)) ?? throw UnreadableException.Encoding(FirstInvalid(all));
    }

    /// <summary>The encoding of that name, or null where the runtime has none or it is none for files.</summary>
    public static Encoding? Named(string? name)
    {
        var plain = name?.Trim().Trim('"', '\'').ToLowerInvariant();
        if (string.IsNullOrEmpty(plain) || plain.StartsWith("utf", StringComparison.Ordinal) || plain == "unicode")
        {
            return null; // what is UTF is seen from the bytes
        }

        try
        {
            return plain is "gb2312" or "gbk" or "x-gbk" or "gb18030"
                ? CodePagesEncodingProvider.Instance.GetEncoding("gb18030")
                : CodePagesEncodingProvider.Instance.GetEncoding(plain.Replace("big5-hkscs", "big5", StringComparison.Ordinal)) ?? Encoding.GetEncoding(plain);
        }
        catch (ArgumentException)
        {
            return null; // a name that no one knows declares nothing
        }
    }

    private static string? Marked(ReadOnlySpan<byte> bytes)
    {
        // UTF-32's little-endian mark begins with UTF-16's, so it is asked for first.
        foreach (var encoding in new[] { Encoding.UTF32, new UTF32Encoding(true, true), Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            if (bytes.StartsWith(encoding.Preamble))
            {
                return encoding.GetString(bytes[encoding.Preamble.Length..]);
            }
        }

        var rest = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : default;
        return rest.Length > 0 && System.Text.Unicode.Utf8.IsValid(rest) ? Encoding.UTF8.GetString(rest) : null;
    }

    /// <summary>ISO-2022-JP: seven bits, and escapes between its character sets.</summary>
    private static string? Escaped(ReadOnlySpan<byte> bytes)
    {
        var isEscaped = bytes.IndexOf("\e$B"u8) >= 0 || bytes.IndexOf("\e$@"u8) >= 0;
        return isEscaped && bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF) < 0 ? JapaneseByEscapes.GetString(bytes) : null;
    }

    private static string? ByBytes(ReadOnlySpan<byte> bytes, Encoding? declared)
    {
        var utf8 = Encoding.UTF8.GetString(bytes);
        var damages = utf8.Count(c => c == '\uFFFD');
        if (damages * (long)CharactersPerDamage <= utf8.Count(c => c > '\u007F'))
        {
            return utf8;
        }

        var (guess, likeness) = EncodingGuess.Of(bytes);
        if (declared is not null && EncodingGuess.Likeness(bytes, declared) is { } own && likeness - own < Overruling)
        {
            return declared.GetString(bytes);
        }

        return guess?.GetString(bytes);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var i = 0;
        while (Rune.DecodeFromUtf8(bytes[i..], out _, out var consumed) == System.Buffers.OperationStatus.Done)
        {
            i += consumed;
        }

        return i;
    }
}
