using System.Text;
using System.Text.RegularExpressions;
using Recipes.Documents.Encodings;

namespace Recipes.Documents.Mail;

/// <summary>Decodes header texts such as <c>=?gb2312?B?1tDOxA==?=</c> (RFC 2047).</summary>
internal static partial class EncodedWords
{
    /// <summary>The text; raw bytes beyond ASCII are taken in the encoding that they are in.</summary>
    /// <param name="header">Bytes as Latin-1 characters.</param>
    public static string Decode(string header)
    {
        var text = new StringBuilder();
        var pending = new List<byte>();
        string? charset = null;
        var end = 0;
        foreach (Match word in Word().Matches(header))
        {
            var between = header[end..word.Index];
            var isNext = end > 0 && string.IsNullOrWhiteSpace(between);
            if (!isNext || !string.Equals(charset, word.Groups[1].Value, StringComparison.OrdinalIgnoreCase))
            {
                Flush(); // words of one charset are decoded together: a character may be divided between them
                text.Append(isNext ? "" : Raw(between));
            }

            charset = word.Groups[1].Value;
            pending.AddRange(Bytes(word.Groups[2].Value, word.Groups[3].Value));
            end = word.Index + word.Length;
        }

        Flush();
        return text.Append(Raw(header[end..])).ToString().Trim();

        void Flush()
        {
            text.Append(pending.Count == 0 ? "" : TextDecoder.Decode([.. pending], charset?.Split('*')[0]));
            pending.Clear();
        }
    }

    private static string Raw(string text) =>
        text.AsSpan().ContainsAnyInRange('\u0080', '\u00FF') ? TextDecoder.Decode(Encoding.Latin1.GetBytes(text), declared: null) : text;

    private static byte[] Bytes(string encoding, string word)
    {
        var bytes = Encoding.Latin1.GetBytes(word);
        return encoding is "B" or "b"
            ? TransferEncoding.Base64(bytes)
            : TransferEncoding.QuotedPrintable(Encoding.Latin1.GetBytes(word.Replace('_', ' ')));
    }

    [GeneratedRegex("=\\?([^?\\s]+)\\?([BbQq])\\?([^?]*)\\?=", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
