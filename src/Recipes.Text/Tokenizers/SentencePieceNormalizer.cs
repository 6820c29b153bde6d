using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>SentencePiece's normalizer: the longest match of the character map, spaces reduced and written as
/// marks.</summary>
/// <param name="file">The settings.</param>
/// <param name="symbols">User symbols, which are left as they are; null for none.</param>
internal sealed class SentencePieceNormalizer(SentencePieceFile file, TokenTrie? symbols) : ITextNormalizer
{
    private const char Mark = '\u2581';
    private const int LongestMatchChars = 64; // the longest key of NFKC has 18; chosen by hand

    private readonly CharacterMap? _map = file.CharacterMap.Length == 0 ? null : new(file.CharacterMap);
    private readonly char _space = file.EscapesSpaces ? Mark : ' ';

    /// <summary>The end of the longest symbol at the position; the position itself where there is none.</summary>
    public static int SymbolEnd(TokenTrie? symbols, ReadOnlySpan<char> text, int position, out int id)
    {
        var end = position;
        id = -1;
        for (int i = position, node = 0; symbols is not null && i < text.Length; i++)
        {
            node = symbols.Step(node, text[i]);
            if (node < 0)
            {
                break;
            }

            (end, id) = symbols.IdAt(node) >= 0 ? (i + 1, symbols.IdAt(node)) : (end, id);
        }

        return end;
    }

    /// <inheritdoc/>
    public string Apply(string text)
    {
        var position = file.RemovesExtraSpaces ? SpaceEnd(text) : 0;
        if (position == text.Length)
        {
            return "";
        }

        var result = new StringBuilder(text.Length + 1);
        result.Append(file.AddsDummyPrefix && !file.PutsSpaceBehind ? _space.ToString() : "");
        AppendNormalized(text, position, result);
        while (file.RemovesExtraSpaces && result.Length > 0 && result[^1] == _space)
        {
            result.Length--;
        }

        return result
            .Append(file is { AddsDummyPrefix: true, PutsSpaceBehind: true } ? _space.ToString() : "")
            .ToString();
    }

    private int SpaceEnd(string text)
    {
        var position = 0;
        while (position < text.Length && Next(text, position, out var normalized) is var end && normalized == " ")
        {
            position = end;
        }

        return position;
    }

    private void AppendNormalized(string text, int position, StringBuilder into)
    {
        var isAfterSpace = file.RemovesExtraSpaces;
        while (position < text.Length)
        {
            position = Next(text, position, out var next);
            next = isAfterSpace ? next.TrimStart(' ') : next;
            isAfterSpace = file.RemovesExtraSpaces && (next.Length > 0 ? next.EndsWith(' ') : isAfterSpace);
            into.Append(next.Replace(' ', _space));
        }
    }

    private int Next(string text, int position, out string normalized)
    {
        var end = SymbolEnd(symbols, text, position, out _);
        if (end > position)
        {
            normalized = text[position..end];
            return end;
        }

        end = position + (char.IsHighSurrogate(text[position]) ? 2 : 1);
        if (_map is null)
        {
            normalized = text[position..end];
            return end;
        }

        return Mapped(_map, text, position, end, out normalized);
    }

    private static int Mapped(CharacterMap map, string text, int position, int end, out string normalized)
    {
        Span<byte> bytes = stackalloc byte[LongestMatchChars * 3];
        var window = Math.Min(text.Length, position + LongestMatchChars);
        window -= window < text.Length && char.IsHighSurrogate(text[window - 1]) ? 1 : 0;
        bytes = bytes[..Encoding.UTF8.GetBytes(text.AsSpan(position, window - position), bytes)];
        var (length, place) = map.Prefix(bytes, isLongest: true);
        if (length == 0)
        {
            normalized = text[position..end];
            return end;
        }

        normalized = Encoding.UTF8.GetString(map.Replacement(place));
        return position + Encoding.UTF8.GetCharCount(bytes[..length]);
    }
}
