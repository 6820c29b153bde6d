using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>One step from tokens to text: a list of texts becomes another; at the end they are joined.</summary>
internal interface ITokenDecoder
{
    /// <summary>The tokens or texts after this step.</summary>
    List<string> Apply(List<string> tokens);
}

/// <summary>Steps one after the other.</summary>
internal sealed class SequenceDecoder(IReadOnlyList<ITokenDecoder> steps) : ITokenDecoder
{
    /// <inheritdoc/>
    public List<string> Apply(List<string> tokens) => steps.Aggregate(tokens, (all, step) => step.Apply(all));
}

/// <summary>No decoder: tokens with a space between.</summary>
internal sealed class SpaceDecoder : ITokenDecoder
{
    /// <inheritdoc/>
    public List<string> Apply(List<string> tokens) => [string.Join(' ', tokens)];
}

/// <summary>GPT-2's alphabet back to bytes.</summary>
internal sealed class ByteLevelDecoder : ITokenDecoder
{
    /// <inheritdoc/>
    public List<string> Apply(List<string> tokens) =>
        [Encoding.UTF8.GetString(tokens.SelectMany(ByteAlphabet.Bytes).ToArray())];
}

/// <summary>Replaces inside each token.</summary>
internal sealed class ReplaceDecoder(ITextNormalizer replace) : ITokenDecoder
{
    /// <inheritdoc/>
    public List<string> Apply(List<string> tokens) => tokens.ConvertAll(replace.Apply);
}

/// <summary>Runs of byte tokens become text; a run that is no UTF-8 becomes one U+FFFD per byte.</summary>
internal sealed class ByteFallbackDecoder : ITokenDecoder
{
    private static readonly UTF8Encoding _strict = new(false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public List<string> Apply(List<string> tokens)
    {
        var texts = new List<string>(tokens.Count);
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            if (ByteTokens.Value(token) is { } value)
            {
                bytes.Add(value);
                continue;
            }

            Flush(bytes, texts);
            texts.Add(token);
        }

        Flush(bytes, texts);
        return texts;
    }

    private static void Flush(List<byte> bytes, List<string> into)
    {
        if (bytes.Count == 0)
        {
            return;
        }

        try
        {
            into.Add(_strict.GetString([.. bytes]));
        }
        catch (DecoderFallbackException) // Rust's String::from_utf8 fails as a whole too
        {
            into.AddRange(Enumerable.Repeat("\uFFFD", bytes.Count));
        }

        bytes.Clear();
    }
}

/// <summary>Joins all.</summary>
internal sealed class FuseDecoder : ITokenDecoder
{
    /// <inheritdoc/>
    public List<string> Apply(List<string> tokens) => [string.Concat(tokens)];
}

/// <summary>Takes at most so many of a character from the beginning and the end of each.</summary>
internal sealed class StripDecoder(char content, int start, int stop) : ITokenDecoder
{
    /// <inheritdoc/>
    public List<string> Apply(List<string> tokens) => tokens.ConvertAll(Strip);

    private string Strip(string token)
    {
        var (first, last) = (0, token.Length);
        while (first < last && first < start && token[first] == content)
        {
            first++;
        }

        while (last > first && token.Length - last < stop && token[last - 1] == content)
        {
            last--;
        }

        return token[first..last];
    }
}

/// <summary>Marks back to spaces; those of the first token go where marks were put in front.</summary>
internal sealed class MetaspaceDecoder(char mark, bool dropsFirst) : ITokenDecoder
{
    /// <inheritdoc/>
    public List<string> Apply(List<string> tokens) => tokens
        .Select((token, i) => i == 0 && dropsFirst
            ? token.Replace(mark.ToString(), "", StringComparison.Ordinal)
            : token.Replace(mark, ' ')).ToList();
}

/// <summary>WordPiece: tokens inside words are joined, others get a space; cleaning takes spaces before
/// punctuation.</summary>
internal sealed class WordPieceDecoder(string prefix, bool cleans) : ITokenDecoder
{
    private static readonly (string Old, string New)[] _cleanings =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
        (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    /// <inheritdoc/>
    public List<string> Apply(List<string> tokens) => tokens.Select(Word).ToList();

    private string Word(string token, int place)
    {
        var word =
            place == 0 ? token
            : token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..]
            : " " + token;
        return cleans
            ? _cleanings.Aggregate(word, (text, c) => text.Replace(c.Old, c.New, StringComparison.Ordinal))
            : word;
    }
}
