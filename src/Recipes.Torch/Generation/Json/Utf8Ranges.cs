namespace Recipes.Torch.Generation.Json;

/// <summary>Ranges of characters as the bytes that stand for them between the quotes of a JSON text: sequences of ranges
/// of bytes.</summary>
internal static class Utf8Ranges
{
    private const string Escaped = "\"\\\b\f\n\r\t";
    private const string Letters = "\"\\bfnrt";

    private static readonly int[] _lastOfLength = [0x7F, 0x7FF, 0xFFFF, 0x10FFFF];

    /// <summary>The sequences of a range; control characters without an escape of one letter are left out.</summary>
    public static IEnumerable<(byte First, byte Last)[]> Of(int first, int last)
    {
        foreach (var (sign, letter) in Escaped.Zip(Letters).Where(pair => pair.First >= first && pair.First <= last))
        {
            yield return [((byte)'\\', (byte)'\\'), ((byte)letter, (byte)letter)];
        }

        // What stands for itself, without halves of surrogate pairs.
        (int, int)[] plain = [(0x20, '"' - 1), ('"' + 1, '\\' - 1), ('\\' + 1, 0xD7FF), (0xE000, 0x10FFFF)];
        foreach (var (low, high) in plain)
        {
            foreach (var sequence in Split(Math.Max(low, first), Math.Min(high, last)))
            {
                yield return sequence;
            }
        }
    }

    private static IEnumerable<(byte, byte)[]> Split(int first, int last)
    {
        if (first > last)
        {
            return [];
        }

        var cut = Cut(first, last);
        return cut < last ? Split(first, cut).Concat(Split(cut + 1, last)) : [[.. Bytes(first).Zip(Bytes(last))]];
    }

    /// <summary>The last character up to which bytes vary independently of each other.</summary>
    private static int Cut(int first, int last)
    {
        var length = Array.FindIndex(_lastOfLength, end => first <= end);
        if (last > _lastOfLength[length])
        {
            return _lastOfLength[length];
        }

        for (var i = 1; i <= length; i++)
        {
            var mask = (1 << (6 * i)) - 1; // of the last i bytes
            if ((first & ~mask) == (last & ~mask))
            {
                continue;
            }

            if ((first & mask) != 0)
            {
                return first | mask;
            }

            if ((last & mask) != mask)
            {
                return (last & ~mask) - 1;
            }
        }

        return last;
    }

    private static byte[] Bytes(int character)
    {
        Span<byte> bytes = stackalloc byte[4];
        return bytes[..new System.Text.Rune(character).EncodeToUtf8(bytes)].ToArray();
    }
}
