using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Recipes.Text.Scoring;

/// <summary>Reads a JSON array or object as models write it: single, Chinese or no quotes, ， 、 ； as separators, 【】, a
/// trailing separator, raw line breaks in strings, and brackets missing at the end of the text.</summary>
/// <remarks>A quote ends a string only if a separator, a bracket, a colon or the end of the text follows: quotes inside
/// words stay. Words without quotes are read only in arrays of at least two.</remarks>
internal sealed class RepairingReader
{
    private const int Deepest = 32;
    private const string DoubleQuotes = "\"“”＂";
    private const string SingleQuotes = "'‘’＇";
    private const string Separators = ",，、;；";
    private const string Openers = "[【［{｛";
    private const string Closers = "]】］}｝";
    private const string Colons = ":：";
    private const string EndsBareWord = Separators + Openers + Closers + Colons + "\n";

    private readonly string _text;
    private int _at;

    private RepairingReader(string text, int start)
    {
        _text = text;
        _at = start;
    }

    /// <summary>The value that opens at <paramref name="start"/> and the place after it, or null where none can be
    /// read.</summary>
    public static (JsonElement Value, int End)? TryRead(string text, int start)
    {
        var reader = new RepairingReader(text, start);
        return reader.ReadValue(0) is { } value ? (JsonSerializer.SerializeToElement(value), reader._at) : null;
    }

    private JsonNode? ReadValue(int depth)
    {
        SkipSpace();
        if (_at == _text.Length || depth > Deepest)
        {
            return null;
        }

        var c = _text[_at];
        if (c is '{' or '｛')
        {
            return ReadObject(depth);
        }

        return Openers.Contains(c, StringComparison.Ordinal) ? ReadArray(depth) : ReadWord(out _);
    }

    private JsonArray? ReadArray(int depth)
    {
        _at++;
        var items = new JsonArray();
        var isAllQuoted = true;
        while (!AtClose())
        {
            JsonNode? item;
            if (Openers.Contains(_text[_at], StringComparison.Ordinal))
            {
                item = ReadValue(depth + 1);
            }
            else
            {
                item = ReadWord(out var isQuoted);
                isAllQuoted &= isQuoted;
            }

            if (item is null || !TakeSeparator())
            {
                return null;
            }

            items.Add(item);
        }

        return items.Count == 0 || (!isAllQuoted && items.Count < 2) ? null : items;
    }

    private JsonObject? ReadObject(int depth)
    {
        _at++;
        var members = new JsonObject();
        while (!AtClose())
        {
            var name = ReadWord(out _);
            SkipSpace();
            if (name is null || _at == _text.Length || !Colons.Contains(_text[_at], StringComparison.Ordinal))
            {
                return null;
            }

            _at++;
            var value = ReadValue(depth + 1);
            if (value is null || !TakeSeparator())
            {
                return null;
            }

            members[name.GetValue<string>()] = value;
        }

        return members.Count == 0 ? null : members;
    }

    /// <summary>True at the end of a list, its closing bracket taken; a list may also end with the text.</summary>
    private bool AtClose()
    {
        SkipSpace();
        if (_at == _text.Length)
        {
            return true;
        }

        if (!Closers.Contains(_text[_at], StringComparison.Ordinal))
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>Takes one separator; true also before a closing bracket and at the end of the text.</summary>
    private bool TakeSeparator()
    {
        SkipSpace();
        if (_at == _text.Length || Closers.Contains(_text[_at], StringComparison.Ordinal))
        {
            return true;
        }

        if (!Separators.Contains(_text[_at], StringComparison.Ordinal))
        {
            return false;
        }

        _at++;
        return true;
    }

    private JsonValue? ReadWord(out bool isQuoted)
    {
        SkipSpace();
        var closing = _at == _text.Length ? "" : ClosingQuotes(_text[_at]);
        isQuoted = closing.Length > 0;
        return isQuoted ? ReadQuoted(closing) : ReadBare();
    }

    private static string ClosingQuotes(char open) => open switch
    {
        '「' => "」",
        '『' => "』",
        _ when DoubleQuotes.Contains(open, StringComparison.Ordinal) => DoubleQuotes,
        _ when SingleQuotes.Contains(open, StringComparison.Ordinal) => SingleQuotes,
        _ => "",
    };

    private JsonValue ReadQuoted(string closing)
    {
        var word = new StringBuilder();
        for (_at++; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (closing.Contains(c, StringComparison.Ordinal) && EndsString(_at + 1))
            {
                _at++;
                break;
            }

            word.Append(c == '\\' && _at + 1 < _text.Length ? ReadEscape() : c);
        }

        return JsonValue.Create(word.ToString());
    }

    /// <summary>The character after a backslash; <c>u</c> and four hex digits are one.</summary>
    private char ReadEscape()
    {
        var c = _text[++_at];
        if (
            c == 'u'
            && _at + 4 < _text.Length
            && ushort.TryParse(
                _text.AsSpan(_at + 1, 4),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var code
            )
        )
        {
            _at += 4;
            return (char)code;
        }

        return c switch { 'n' => '\n', 't' => '\t', _ => c };
    }

    private bool EndsString(int next)
    {
        while (next < _text.Length && char.IsWhiteSpace(_text[next]))
        {
            next++;
        }

        return next == _text.Length || (Separators + Closers + Colons).Contains(_text[next], StringComparison.Ordinal);
    }

    private JsonValue? ReadBare()
    {
        var start = _at;
        while (_at < _text.Length && !EndsBareWord.Contains(_text[_at], StringComparison.Ordinal))
        {
            _at++;
        }

        var word = _text[start.._at].Trim();
        return word.Length == 0 ? null : JsonValue.Create(word);
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }
}
