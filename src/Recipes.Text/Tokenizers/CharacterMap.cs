using System.Buffers.Binary;
using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>A precompiled_charsmap of SentencePiece: what strings of characters become.</summary>
/// <remarks>A double-array trie over UTF-8 (darts-clone's layout: leaf flag in bit 8, label in the low byte and the
/// sign bit, offset in bits 10 and up, shifted by 8 where bit 9 is set), then the replacements, each ended by a
/// zero.</remarks>
internal sealed class CharacterMap
{
    private readonly uint[] _units;
    private readonly byte[] _replacements;

    /// <param name="blob">The map's bytes.</param>
    /// <exception cref="FormatException">Too short for what it says.</exception>
    public CharacterMap(ReadOnlySpan<byte> blob)
    {
        var trieBytes = blob.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(blob);
        if (trieBytes > blob.Length - 4 || trieBytes % 4 != 0 || trieBytes == 0)
        {
            throw new FormatException("the character map is cut off");
        }

        _units = new uint[trieBytes / 4];
        for (var i = 0; i < _units.Length; i++)
        {
            _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(blob[(4 + i * 4)..]);
        }

        _replacements = blob[(4 + (int)trieBytes)..].ToArray();
    }

    /// <summary>The shortest or longest prefix that the map knows: its length in bytes, 0 for none, and where its
    /// replacement stands.</summary>
    public (int LengthBytes, int Place) Prefix(ReadOnlySpan<byte> text, bool isLongest)
    {
        var found = (0, 0);
        var node = Offset(_units[0]);
        for (var i = 0; i < text.Length && text[i] != 0; i++)
        {
            node ^= text[i];
            if (node >= _units.Length || (_units[node] & 0x800000FF) != text[i])
            {
                break;
            }

            var unit = _units[node];
            node ^= Offset(unit);
            if ((unit >> 8 & 1) != 0 && node < _units.Length)
            {
                found = (i + 1, (int)(_units[node] & 0x7FFFFFFF));
                if (!isLongest)
                {
                    break;
                }
            }
        }

        return found;
    }

    /// <summary>The replacement at a place.</summary>
    public ReadOnlySpan<byte> Replacement(int place)
    {
        var rest = (uint)place < (uint)_replacements.Length ? _replacements.AsSpan(place) : default;
        var end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    private static uint Offset(uint unit) => unit >> 10 << (int)((unit & 0x200) >> 6);
}

/// <summary>tokenizer.json's Precompiled: a short grapheme whole, else character by character.</summary>
/// <remarks>The reference takes the shortest prefix that the map knows and drops the rest of the grapheme.</remarks>
internal sealed class PrecompiledNormalizer(CharacterMap map) : ITextNormalizer
{
    private const int LongestWholeBytes = 5;

    /// <inheritdoc/>
    public string Apply(string text)
    {
        var changed = new StringBuilder(text.Length);
        Span<byte> bytes = stackalloc byte[16];
        for (var position = 0; position < text.Length;)
        {
            var width = StringInfo.GetNextTextElementLength(text.AsSpan(position));
            var grapheme = text.AsSpan(position, width);
            position += width;
            if (Encoding.UTF8.GetByteCount(grapheme) <= LongestWholeBytes && TryMap(grapheme, bytes, changed))
            {
                continue;
            }

            foreach (var rune in grapheme.EnumerateRunes())
            {
                if (!TryMap(rune.ToString(), bytes, changed))
                {
                    changed.Append(rune);
                }
            }
        }

        return changed.ToString();
    }

    private bool TryMap(ReadOnlySpan<char> text, Span<byte> buffer, StringBuilder into)
    {
        var bytes = buffer[..Encoding.UTF8.GetBytes(text, buffer)];
        var (length, place) = map.Prefix(bytes, isLongest: false);
        if (length > 0)
        {
            into.Append(Encoding.UTF8.GetString(map.Replacement(place)));
        }

        return length > 0;
    }
}
