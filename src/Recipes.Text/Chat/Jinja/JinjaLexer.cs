namespace Recipes.Text.Chat.Jinja;

/// <summary>Cuts a template into tokens, with trim_blocks and lstrip_blocks on, as transformers sets them.</summary>
/// <param name="source">With <c>\n</c> line ends.</param>
internal sealed class JinjaLexer(string source)
{
    private static readonly string[] _signs =
    [
        "**",
        "//",
        "==",
        "!=",
        ">=",
        "<=",
        "+",
        "-",
        "*",
        "/",
        "%",
        "~",
        ">",
        "<",
        "=",
        ".",
        ":",
        "|",
        ",",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
    ];

    private readonly List<JinjaToken> _tokens = [];
    private int _position;
    private bool _isLineStart = true;

    /// <summary>All tokens, the last of kind <see cref="TokenKind.End"/>.</summary>
    /// <exception cref="JinjaException">TemplateSyntaxError.</exception>
    public IReadOnlyList<JinjaToken> Read()
    {
        while (_position < source.Length)
        {
            var open = NextTag(_position);
            AddData(_position, open);
            if (open == source.Length)
            {
                break;
            }

            _position = open;
            ReadTag(open);
        }

        _tokens.Add(new(TokenKind.End, "", source.Length));
        return _tokens;
    }

    private int NextTag(int from)
    {
        for (var i = from; i + 1 < source.Length; i++)
        {
            if (source[i] == '{' && source[i + 1] is '{' or '%' or '#')
            {
                return i;
            }
        }

        return source.Length;
    }

    /// <summary>Text before a tag loses what white-space control takes.</summary>
    private void AddData(int start, int end)
    {
        var text = source[start..end];
        if (end < source.Length)
        {
            var sign = end + 2 < source.Length ? source[end + 2] : ' ';
            var line = text.LastIndexOf('\n') + 1;
            if (sign == '-')
            {
                text = CodePoints.Strip(text, null, atStart: false, atEnd: true);
            }
            else if (
                sign != '+'
                && source[end + 1] != '{'
                && (line > 0 || _isLineStart)
                && text[line..].All(CodePoints.IsSpace)
            )
            {
                text = text[..line];
            }
        }

        if (text.Length > 0)
        {
            _tokens.Add(new(TokenKind.Data, text, start));
        }
    }

    private void ReadTag(int open)
    {
        var kind = source[open + 1];
        _position += 2;
        _position += At("-") || (kind != '{' && At("+")) ? 1 : 0;

        if (kind == '#')
        {
            ReadComment(open);
        }
        else if (kind == '%' && TryReadRaw())
        {
            return;
        }
        else
        {
            ReadInside(open, kind);
        }
    }

    private void ReadComment(int open)
    {
        var close = source.IndexOf("#}", _position, StringComparison.Ordinal);
        if (close < 0)
        {
            throw Error("the comment has no end", open);
        }

        var sign = source[close - 1];
        _position = close + 2;
        EndTag(sign == '-', eatsLine: sign != '+');
    }

    private void ReadInside(int open, char kind)
    {
        _tokens.Add(new(kind == '{' ? TokenKind.PrintBegin : TokenKind.BlockBegin, "", open));
        var brackets = 0;
        while (true)
        {
            SkipSpace();
            if (_position >= source.Length)
            {
                throw Error("the tag has no end", open);
            }

            if (brackets == 0 && TryReadEnd(kind))
            {
                return;
            }

            ReadToken();
            brackets += _tokens[^1] is { Kind: TokenKind.Sign, Text: "(" or "[" or "{" } ? 1
                : _tokens[^1] is { Kind: TokenKind.Sign, Text: ")" or "]" or "}" } ? -1 : 0;
            if (brackets < 0)
            {
                throw Error($"unexpected '{_tokens[^1].Text}'", _tokens[^1].Place);
            }
        }
    }

    private bool TryReadEnd(char kind)
    {
        var close = kind == '{' ? "}}" : "%}";
        var strips = At("-" + close);
        var keeps = kind == '%' && At("+" + close);
        if (!strips && !keeps && !At(close))
        {
            return false;
        }

        _tokens.Add(new(kind == '{' ? TokenKind.PrintEnd : TokenKind.BlockEnd, "", _position));
        _position += close.Length + (strips || keeps ? 1 : 0);
        EndTag(strips, eatsLine: kind == '%' && !keeps);
        return true;
    }

    private void EndTag(bool strips, bool eatsLine)
    {
        var end = _position;
        if (strips)
        {
            SkipSpace();
        }
        else if (eatsLine && At("\n"))
        {
            _position++;
        }

        _isLineStart = _position > end && source[_position - 1] == '\n';
    }

    /// <summary>Everything up to <c>endraw</c> is text.</summary>
    private bool TryReadRaw()
    {
        var start = _position;
        SkipSpace();
        if (!At("raw"))
        {
            _position = start;
            return false;
        }

        _position += 3;
        SkipSpace();
        if (!At("%}") && !At("-%}"))
        {
            _position = start;
            return false;
        }

        var strips = At("-");
        _position += strips ? 3 : 2;
        EndTag(strips, eatsLine: true);
        for (var i = NextTag(_position); i < source.Length; i = NextTag(i + 2))
        {
            var inner = source[(i + 2)..].AsSpan().TrimStart("-+").TrimStart();
            if (source[i + 1] == '%' && inner.StartsWith("endraw", StringComparison.Ordinal))
            {
                AddData(_position, i);
                var close = source.IndexOf("%}", i, StringComparison.Ordinal);
                _position = close < 0 ? throw Error("the tag has no end", i) : close + 2;
                EndTag(source[close - 1] == '-', eatsLine: source[close - 1] != '+');
                return true;
            }
        }

        throw Error("raw has no endraw", start);
    }

    private void ReadToken()
    {
        var c = source[_position];
        if (char.IsLetter(c) || c == '_')
        {
            Add(TokenKind.Name, _position, EndOf(_position, static each => char.IsLetterOrDigit(each) || each == '_'));
        }
        else if (char.IsAsciiDigit(c))
        {
            ReadNumber();
        }
        else if (c is '\'' or '"')
        {
            var (text, end) = JinjaStrings.Read(source, _position);
            _tokens.Add(new(TokenKind.String, text, _position));
            _position = end;
        }
        else
        {
            var sign = Array.Find(_signs, At) ?? throw Error($"unexpected character '{c}'", _position);
            Add(TokenKind.Sign, _position, _position + sign.Length);
        }
    }

    private void ReadNumber()
    {
        var start = _position;
        var whole = EndOf(start, IsDigit);
        var fraction = whole + 1 < source.Length && source[whole] == '.' && char.IsAsciiDigit(source[whole + 1])
            ? EndOf(whole + 1, IsDigit)
            : whole;
        var end = ExponentEnd(fraction);
        if (end < source.Length && (char.IsLetter(source[end]) || source[end] == '_'))
        {
            throw Error("a number is followed by a letter", end);
        }

        Add(end > whole ? TokenKind.Float : TokenKind.Integer, start, end);
    }

    private int ExponentEnd(int from)
    {
        if (from >= source.Length || source[from] is not ('e' or 'E'))
        {
            return from;
        }

        var digits = from + 1 < source.Length && source[from + 1] is '-' or '+' ? from + 2 : from + 1;
        var end = EndOf(digits, char.IsAsciiDigit);
        return end > digits ? end : from;
    }

    private static bool IsDigit(char c) => char.IsAsciiDigit(c) || c == '_';

    private int EndOf(int from, Func<char, bool> belongs)
    {
        var end = from;
        while (end < source.Length && belongs(source[end]))
        {
            end++;
        }

        return end;
    }

    private void Add(TokenKind kind, int start, int end)
    {
        _tokens.Add(new(kind, source[start..end], start));
        _position = end;
    }

    private void SkipSpace()
    {
        while (_position < source.Length && CodePoints.IsSpace(source[_position]))
        {
            _position++;
        }
    }

    private bool At(string text) => source.AsSpan(_position).StartsWith(text, StringComparison.Ordinal);

    private static JinjaException Error(string message, int place) => new("TemplateSyntaxError", message, place);
}
