namespace Recipes.Text.Chat.Jinja;

/// <summary>Strings counted in code points, as Python does.</summary>
internal static class CodePoints
{
    /// <summary>Number of code points.</summary>
    public static int Count(string text)
    {
        var count = text.Length;
        foreach (var c in text)
        {
            count -= char.IsLowSurrogate(c) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Each code point as a string.</summary>
    public static List<string> Each(string text)
    {
        var all = new List<string>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var width = Width(text, i);
            all.Add(text.Substring(i, width));
            i += width;
        }

        return all;
    }

    /// <summary>UTF-16 units of the code point at an index.</summary>
    public static int Width(string text, int index) =>
        char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]) ? 2 : 1;

    /// <summary>Order by code points; UTF-16 units would put U+FFFF behind 😀.</summary>
    public static int Compare(string left, string right)
    {
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            if (left[i] != right[i])
            {
                return Order(left[i]).CompareTo(Order(right[i]));
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    /// <summary>What <c>str.isspace</c> says of one character; no white space lies beyond U+FFFF.</summary>
    public static bool IsSpace(char c) => c is >= '\u001C' and <= '\u001F' || char.IsWhiteSpace(c);

    /// <summary><c>strip</c>, <c>lstrip</c> and <c>rstrip</c>.</summary>
    /// <param name="text">Any.</param>
    /// <param name="characters">Those to remove; null for white space.</param>
    /// <param name="atStart">Whether the beginning is stripped.</param>
    /// <param name="atEnd">Whether the end is stripped.</param>
    public static string Strip(string text, string? characters, bool atStart, bool atEnd)
    {
        if (characters is not null && characters.Any(char.IsSurrogate))
        {
            return StripRunes(text, characters, atStart, atEnd);
        }

        var (start, end) = (0, text.Length);
        while (atStart && start < end && Belongs(text[start], characters))
        {
            start++;
        }

        while (atEnd && end > start && Belongs(text[end - 1], characters))
        {
            end--;
        }

        return text[start..end];
    }

    private static bool Belongs(char c, string? characters) =>
        characters?.Contains(c, StringComparison.Ordinal) ?? IsSpace(c);

    private static string StripRunes(string text, string characters, bool atStart, bool atEnd)
    {
        var set = Each(characters).ToHashSet(StringComparer.Ordinal);
        var all = Each(text);
        var (start, end) = (0, all.Count);
        while (atStart && start < end && set.Contains(all[start]))
        {
            start++;
        }

        while (atEnd && end > start && set.Contains(all[end - 1]))
        {
            end--;
        }

        return string.Concat(all.GetRange(start, end - start));
    }

    private static int Order(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
