namespace Recipes.Text.Tokenizers;

/// <summary>Turns ids into text one by one, for answers that are shown while they are made.</summary>
/// <remarks>What <see cref="Add"/> gave so far and <see cref="Flush"/> together are the decoding of all ids. A
/// character whose bytes are spread over tokens comes with its last byte. Not for several threads.</remarks>
public sealed class StreamDecoder
{
    private const int MostHeld = 16; // ids; bytes that are no UTF-8 are given out then

    private readonly HuggingFaceTokenizer _tokenizer;
    private readonly bool _skipsSpecial;
    private readonly List<int> _window = []; // ids already given out, for what they change in the next, and ids held back
    private int _given; // of the window
    private string _prefix = ""; // their text

    /// <param name="tokenizer">Whose ids come.</param>
    /// <param name="skipSpecial">Whether special tokens are left out.</param>
    public StreamDecoder(ModelTokenizer tokenizer, bool skipSpecial)
        : this(Inner(tokenizer), skipSpecial)
    {
    }

    internal StreamDecoder(HuggingFaceTokenizer tokenizer, bool skipSpecial)
    {
        _tokenizer = tokenizer;
        _skipsSpecial = skipSpecial;
    }

    /// <summary>Whether nothing is held back.</summary>
    public bool IsBetweenCharacters => _given == _window.Count;

    /// <summary>The text that an id makes known; often empty.</summary>
    public string Add(int id)
    {
        _window.Add(id);
        var text = _tokenizer.Decode(_window, _skipsSpecial);
        var isWhole = !text.EndsWith('\uFFFD') || _window.Count - _given >= MostHeld;
        return isWhole ? Give(text) : "";
    }

    /// <summary>What is still held back: bytes that form no character.</summary>
    public string Flush() => IsBetweenCharacters ? "" : Give(_tokenizer.Decode(_window, _skipsSpecial));

    private static HuggingFaceTokenizer Inner(ModelTokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return tokenizer.Inner;
    }

    private string Give(string text)
    {
        var more = text.Length > _prefix.Length ? text[_prefix.Length..] : "";
        _window.RemoveRange(0, _given);
        _given = _window.Count;
        _prefix = _tokenizer.Decode(_window, _skipsSpecial);
        return more;
    }
}
