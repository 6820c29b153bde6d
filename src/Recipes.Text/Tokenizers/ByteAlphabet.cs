using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>The characters that stand for bytes in byte-level vocabularies: printable Latin-1 as it is, the rest from
/// U+0100 on.</summary>
/// <remarks>Source: <c>bytes_to_unicode</c> of GPT-2's encoder.py.</remarks>
internal static class ByteAlphabet
{
    private static readonly char[] _characters = MakeCharacters();
    private static readonly Dictionary<char, byte> _bytes = MakeBytes();

    /// <summary>The character that stands for a byte.</summary>
    public static char Character(byte value) => _characters[value];

    /// <summary>The text as a vocabulary spells it, one character per UTF-8 byte.</summary>
    public static string Spell(ReadOnlySpan<byte> bytes)
    {
        var spelled = new char[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            spelled[i] = _characters[bytes[i]];
        }

        return new(spelled);
    }

    /// <summary>The bytes of a token; a token with a character that stands for no byte is its own UTF-8.</summary>
    public static byte[] Bytes(string token)
    {
        var bytes = new byte[token.Length];
        for (var i = 0; i < token.Length; i++)
        {
            if (!_bytes.TryGetValue(token[i], out bytes[i]))
            {
                return Encoding.UTF8.GetBytes(token);
            }
        }

        return bytes;
    }

    private static char[] MakeCharacters()
    {
        var characters = new char[256];
        var next = (char)0x100;
        for (var value = 0; value < 256; value++)
        {
            var isPrintable = value is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            characters[value] = isPrintable ? (char)value : next++;
        }

        return characters;
    }

    private static Dictionary<char, byte> MakeBytes()
    {
        var bytes = new Dictionary<char, byte>();
        for (var value = 0; value < 256; value++)
        {
            bytes[_characters[value]] = (byte)value;
        }

        return bytes;
    }
}
