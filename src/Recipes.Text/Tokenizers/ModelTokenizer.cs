using Microsoft.ML.Tokenizers;
using Recipes.Core;

namespace Recipes.Text.Tokenizers;

/// <summary>The tokenizer of a model folder with the tokens that begin, end and pad. Any number of threads may use
/// one.</summary>
public sealed class ModelTokenizer
{
    private static readonly EncodeSettings _settings = new()
    {
        ConsiderNormalization = true,
        ConsiderPreTokenization = true,
    };
    private readonly HuggingFaceTokenizer _tokenizer;
    private readonly IReadOnlyList<int> _prefix;
    private readonly IReadOnlyList<int> _suffix;

    internal ModelTokenizer(HuggingFaceTokenizer tokenizer, IReadOnlyList<int> prefix, IReadOnlyList<int> suffix)
    {
        _tokenizer = tokenizer;
        _prefix = prefix;
        _suffix = suffix;
    }

    /// <summary>The same for any program that knows Microsoft.ML.Tokenizers; adds no special tokens.</summary>
    public Tokenizer Tokenizer => _tokenizer;

    /// <summary>The same, for the library's own parts.</summary>
    internal HuggingFaceTokenizer Inner => _tokenizer;

    /// <summary>One more than the largest id: the fewest rows that an embedding needs.</summary>
    public int VocabularySize => _tokenizer.Vocabulary.Size;

    /// <summary>The token that the configuration calls the beginning; whether a text gets it is the post-processor's
    /// business.</summary>
    public int? BosId { get; init; }

    /// <summary>The token that ends a text, by tokenizer_config.json, else by the model's configuration.</summary>
    public int? EosId { get; init; }

    /// <summary>The token of padding; null where the folder names none. Mask by position, never by this id.</summary>
    public int? PadId { get; init; }

    /// <summary>Every id that ends an answer, ascending: each eos of the folder's files, and
    /// <c>&lt;|im_end|&gt;</c>.</summary>
    public required IReadOnlyList<int> StopIds { get; init; }

    /// <summary>SHA-256 of tokenizer.json, lower-case hex.</summary>
    public required string FileDigest { get; init; }

    /// <summary>64 hex digits that differ where encoding, decoding or the special ids differ.</summary>
    public string Digest => ContentId.Digest(FileDigest, $"{BosId}", $"{EosId}", $"{PadId}", string.Join(' ', StopIds));

    /// <summary>The ids of a text, in which special tokens are recognised.</summary>
    /// <param name="text">Any text; half a surrogate pair counts as U+FFFD.</param>
    /// <param name="addSpecial">Whether the post-processor's tokens go around it, once; for chats the template decides,
    /// so false.</param>
    public int[] Encode(string text, bool addSpecial)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = _tokenizer.Run(text, _settings, _tokenizer.FindsSpecialInText, wantsTokens: false).Ids;
        return addSpecial ? [.. _prefix, .. ids, .. _suffix] : [.. ids];
    }

    /// <summary>The ids of text that nobody vouches for: special tokens in it are letters like any other, so it forges
    /// no turn.</summary>
    /// <param name="text">Any text.</param>
    public int[] EncodeUntrusted(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. _tokenizer.Run(text, _settings, findsSpecial: false, wantsTokens: false).Ids];
    }

    /// <summary>Two texts in one, as the file's post-processor puts them together, with the type of each id.</summary>
    /// <param name="first">Any text.</param>
    /// <param name="second">Any text.</param>
    /// <exception cref="InvalidOperationException">The file does not say how.</exception>
    public (int[] Ids, int[] TypeIds) EncodePair(string first, string second)
    {
        if (_tokenizer.Pair.Count == 0)
        {
            throw new InvalidOperationException("the tokenizer does not say how two texts are put together");
        }

        var (ids, types) = (new List<int>(), new List<int>());
        foreach (var part in _tokenizer.Pair)
        {
            ids.AddRange(part.Text < 0 ? part.Ids : Encode(part.Text == 0 ? first : second, addSpecial: false));
            types.AddRange(Enumerable.Repeat(part.TypeId, ids.Count - types.Count));
        }

        return ([.. ids], [.. types]);
    }

    /// <summary>The text of ids; ids without a token are left out; bytes that are no UTF-8 become U+FFFD.</summary>
    public string Decode(IEnumerable<int> ids, bool skipSpecial) => _tokenizer.Decode(ids, skipSpecial);

    /// <summary>The token as tokenizer.json spells it (a byte-level spelling, <c>Ġ</c> for a space); null for no
    /// token.</summary>
    public string? TokenOf(int id) => _tokenizer.Vocabulary.TokenOf(id);

    /// <summary>The id of a token as tokenizer.json spells it; null where there is none.</summary>
    public int? IdOf(string token) => _tokenizer.Vocabulary.IdOf(token);

    /// <summary>The bytes that a token stands for: an answer that is streamed may be shown when they form whole
    /// characters.</summary>
    public ReadOnlyMemory<byte> BytesOf(int id) => _tokenizer.Vocabulary.BytesOf(id);

    /// <summary>Whether decoding may skip the token.</summary>
    public bool IsSpecial(int id) => _tokenizer.Vocabulary.IsSpecial(id);

    /// <summary>Texts of the special tokens that take no text around them: text must not spell them unasked.</summary>
    internal IReadOnlyList<string> SpecialTexts => _tokenizer.Vocabulary.SpecialTexts;

    /// <summary>The text that stands for a token in a template; null for no token.</summary>
    internal string? SpellingOf(int id) => _tokenizer.Vocabulary.SpellingOf(id);

    /// <summary>Ids with places in the normalized text, of a text in which special tokens are found and a mark keeps
    /// others apart.</summary>
    /// <param name="text">Rendered, with marks.</param>
    /// <param name="mark">Left out of the text.</param>
    /// <param name="bounds">Offsets in the text; <see cref="EncodingRun.Bounds"/> has them in the normalized text, in
    /// the same order.</param>
    internal EncodingRun EncodeMarked(string text, char mark, IReadOnlyList<int> bounds) =>
        _tokenizer.RunMarked(text, _settings, mark, bounds);
}
