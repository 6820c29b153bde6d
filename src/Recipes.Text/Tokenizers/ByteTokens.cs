namespace Recipes.Text.Tokenizers;

/// <summary>Tokens such as <c>&lt;0x0A&gt;</c> that stand for one byte.</summary>
internal static class ByteTokens
{
    /// <summary>The id of each byte; null where the vocabulary lacks one.</summary>
    public static int[]? Ids(IReadOnlyDictionary<string, int> vocabulary)
    {
        var ids = Enumerable
            .Range(0, 256)
            .Select(value => vocabulary.GetValueOrDefault($"<0x{value:X2}>", -1))
            .ToArray();
        return ids.Contains(-1) ? null : ids;
    }

    /// <summary>The byte that a token stands for; null for any other token.</summary>
    public static byte? Value(string token) =>
        token.Length == 6
        && token.StartsWith("<0x", StringComparison.Ordinal)
        && token[5] == '>'
        && byte.TryParse(
            token.AsSpan(3, 2),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out var value
        )
            ? value
            : null;
}
