using System.Buffers;
using System.Buffers.Text;

namespace Recipes.Documents.Mail;

/// <summary>Undoes base64 and quoted-printable (RFC 2045, 6.7 and 6.8); damage costs only what it touches.</summary>
internal static class TransferEncoding
{
    private static readonly SearchValues<byte> Digits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    public static byte[] Base64(ReadOnlySpan<byte> text)
    {
        var digits = new byte[text.Length + 3];
        var count = 0;
        foreach (var c in text)
        {
            if (Digits.Contains(c))
            {
                digits[count++] = c;
            }
        }

        count -= count % 4 == 1 ? 1 : 0; // one digit alone is no byte
        while (count % 4 != 0)
        {
            digits[count++] = (byte)'=';
        }

        var bytes = new byte[Base64Length(count)];
        System.Buffers.Text.Base64.DecodeFromUtf8(digits.AsSpan(0, count), bytes, out _, out var written);
        return bytes[..written];
    }

    public static byte[] QuotedPrintable(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[text.Length];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 2 < text.Length && Utf8Parser.TryParse(text.Slice(i + 1, 2), out byte value, out var used, 'x') && used == 2)
            {
                bytes[count++] = value;
                i += 2;
            }
            else if (text[i] == '=' && LineEnd(text[(i + 1)..]) is > 0 and var length)
            {
                i += length; // a soft line end
            }
            else
            {
                bytes[count++] = text[i];
            }
        }

        return bytes[..count];
    }

    private static int Base64Length(int digits) => System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(digits);

    /// <summary>Bytes of blanks and a line end from here on; 0 where something else stands.</summary>
    private static int LineEnd(ReadOnlySpan<byte> text)
    {
        var i = 0;
        while (i < text.Length && text[i] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            i++;
        }

        return i < text.Length && text[i] == '\n' ? i + 1 : 0;
    }
}
