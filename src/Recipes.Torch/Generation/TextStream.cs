namespace Recipes.Torch.Generation;

/// <summary>Turns tokens into text piece by piece, and ends it before a stop string.</summary>
/// <remarks>A piece is given out when no later token can change it: half a character waits for its other bytes, and an
/// end that may become a stop string waits for the next tokens. Each token decodes a few neighbours, not the whole
/// answer, so the time is linear.</remarks>
/// <param name="decode">Text of a run of tokens, special ones left out.</param>
/// <param name="stops">Strings that end the text; they are no part of it. None may be empty.</param>
public sealed class TextStream(Func<IReadOnlyList<int>, string> decode, IReadOnlyList<string> stops)
{
    private const char Incomplete = '\uFFFD'; // what decoders give for bytes that are no whole character
    private const int LongestWait = 8; // tokens; a character has at most four bytes, what waits longer is no character

    private readonly List<int> _ids = [];
    private int _context; // first of the tokens that are decoded to know what the next one adds
    private int _shown; // tokens whose text was taken
    private string _held = "";

    /// <summary>A stop string came; no more text follows.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Takes a token.</summary>
    /// <returns>Text that is certain by now; often empty.</returns>
    public string Add(int id)
    {
        if (IsStopped)
        {
            return "";
        }

        _ids.Add(id);
        var before = decode(_ids[_context.._shown]);
        var after = decode(_ids[_context..]);
        var waits = after.EndsWith(Incomplete) && _ids.Count - _shown < LongestWait;
        if (waits || after.Length < before.Length)
        {
            return "";
        }

        (_context, _shown) = (_shown, _ids.Count);
        return Release(after[before.Length..], isLast: false);
    }

    /// <summary>What was held back, at the end of the answer.</summary>
    public string Finish()
    {
        if (IsStopped)
        {
            return "";
        }

        var before = decode(_ids[_context.._shown]);
        var after = decode(_ids[_context..]);
        return Release(after.Length > before.Length ? after[before.Length..] : "", isLast: true);
    }

    private string Release(string text, bool isLast)
    {
        _held += text;
        var found = stops.Select(stop => _held.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).ToList();
        if (found.Count > 0)
        {
            IsStopped = true;
            var end = _held[..found.Min()];
            _held = "";
            return end;
        }

        var kept = isLast ? 0 : stops.Select(Begun).DefaultIfEmpty(0).Max();
        var certain = _held[..^kept];
        _held = _held[^kept..];
        return certain;
    }

    /// <summary>Length of the longest end of the held text that begins the stop string.</summary>
    private int Begun(string stop)
    {
        var length = Math.Min(stop.Length - 1, _held.Length);
        while (length > 0 && !_held.EndsWith(stop[..length], StringComparison.Ordinal))
        {
            length--;
        }

        return length;
    }
}
