using System.Text;
using Recipes.Documents.Structure;

namespace Recipes.Documents.Html;

/// <summary>Collects the characters of one paragraph as a browser would show them.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new();
    private bool _isSpacePending;
    private bool _isLinePending;

    public int LengthCharacters => _text.Length;

    /// <summary>White space runs are one space; a line end of the source between two Chinese characters is none.</summary>
    public void Append(string text)
    {
        foreach (var c in text)
        {
            if (c is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                _isSpacePending = true;
                _isLinePending |= c is '\n' or '\r';
                continue;
            }

            Settle(c);
            _text.Append(c);
        }
    }

    /// <summary>A line break of the author's.</summary>
    public void Break()
    {
        (_isSpacePending, _isLinePending) = (false, false);
        if (_text.Length > 0 && _text[^1] != '\n')
        {
            _text.Append('\n');
        }
    }

    /// <summary>A space where none stands, as between two cells.</summary>
    public void Space() => _isSpacePending = true;

    /// <summary>Whether the last thing was a break.</summary>
    public bool EndsInBreak => _text.Length > 0 && _text[^1] == '\n';

    public string Take()
    {
        var text = _text.ToString();
        _text.Clear();
        (_isSpacePending, _isLinePending) = (false, false);
        return text;
    }

    private void Settle(char next)
    {
        if (_isSpacePending && _text.Length > 0 && _text[^1] != '\n'
            && !(_isLinePending && TextCleaner.IsWide(_text[^1]) && TextCleaner.IsWide(next)))
        {
            _text.Append(' ');
        }

        (_isSpacePending, _isLinePending) = (false, false);
    }
}
