using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>Tokens and ids, added tokens included.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _ids;
    private readonly string?[] _tokens;
    private readonly byte[]?[] _bytes;
    private readonly HashSet<int> _special;
    private readonly Dictionary<int, string> _spellings;

    public Vocabulary(TokenizerDefinition definition)
    {
        _ids = new(definition.Vocabulary, StringComparer.Ordinal);
        foreach (var token in definition.AddedTokens)
        {
            _ids[token.Content] = token.Id;
        }

        Size = _ids.Count == 0 ? 0 : _ids.Values.Max() + 1;
        _tokens = new string?[Size];
        _bytes = new byte[]?[Size];
        foreach (var (token, id) in _ids)
        {
            _tokens[id] = token;
            _bytes[id] = definition.IsByteLevel ? ByteAlphabet.Bytes(token) : SpelledBytes(token);
        }

        // A token that is looked for in normalized text is shown normalized, as the reference (0.23) does.
        foreach (var token in definition.AddedTokens.Where(t => t.IsNormalized && definition.Normalizers.Count > 0))
        {
            _tokens[token.Id] = definition.Normalizers.Aggregate(token.Content, (text, step) => step.Apply(text));
        }

        // Specialness goes by the text of a token, as in the reference.
        _special = definition.AddedTokens.Where(t => t.IsSpecial).Select(t => _ids[t.Content]).ToHashSet();
        SpecialTexts = definition
            .AddedTokens.Where(t => t is { IsSpecial: true, Content.Length: > 0 })
            .Select(t => t.Content)
            .Distinct()
            .ToList();
        _spellings = definition.AddedTokens.GroupBy(t => t.Id).ToDictionary(g => g.Key, g => g.Last().Content);
    }

    /// <summary>One more than the largest id.</summary>
    public int Size { get; }

    /// <summary>The token as the file spells it; null for an id without a token.</summary>
    public string? TokenOf(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    /// <summary>The id of a token as the file spells it; null where there is none.</summary>
    public int? IdOf(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    /// <summary>The bytes that a token stands for; empty for an id without a token.</summary>
    public ReadOnlyMemory<byte> BytesOf(int id) => (uint)id < (uint)_bytes.Length ? _bytes[id] : default(byte[]);

    /// <summary>Texts of special tokens, as text spells them.</summary>
    public IReadOnlyList<string> SpecialTexts { get; }

    /// <summary>An added token as text spells it, else as the file does; null for no token.</summary>
    public string? SpellingOf(int id) => _spellings.TryGetValue(id, out var text) ? text : TokenOf(id);

    /// <summary>Whether decoding may skip the token.</summary>
    public bool IsSpecial(int id) => _special.Contains(id);

    /// <summary>A byte token's byte, else the text with marks as spaces.</summary>
    private static byte[] SpelledBytes(string token) =>
        ByteTokens.Value(token) is { } value ? [value] : Encoding.UTF8.GetBytes(token.Replace('\u2581', ' '));
}
