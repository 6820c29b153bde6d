using System.Text;

namespace Recipes.Documents.Sheets;

/// <summary>What a section of a format code asks for.</summary>
internal sealed class FormatParts
{
    private readonly StringBuilder _prefix = new();
    private readonly StringBuilder _suffix = new();
    private readonly StringBuilder _digits = new();
    private bool _isAfterPoint;

    private FormatParts()
    {
    }

    /// <summary>The placeholders alone.</summary>
    public string Digits => _digits.ToString();

    public string Prefix => _prefix.ToString();

    public string Suffix => _suffix.ToString();

    public bool IsGeneral { get; private set; }

    public bool IsDate => HasDay || HasTime || IsElapsed;

    public bool HasDay { get; private set; }

    public bool HasTime { get; private set; }

    public bool IsElapsed { get; private set; }

    public bool HasExponent { get; private set; }

    public bool HasGroups { get; private set; }

    public int Percents { get; private set; }

    /// <summary>Commas at the end: each divides by a thousand.</summary>
    public int Thousands { get; private set; }

    public int Zeros { get; private set; }

    public int Decimals { get; private set; }

    public int FixedDecimals { get; private set; }

    /// <summary>The sections of a code; a semicolon in quotes divides nothing.</summary>
    public static List<string> Split(string code)
    {
        var sections = new List<string>();
        var start = 0;
        var isQuoted = false;
        for (var i = 0; i < code.Length; i++)
        {
            if (code[i] == '\\')
            {
                i++;
            }
            else if (code[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (code[i] == ';' && !isQuoted)
            {
                sections.Add(code[start..i]);
                start = i + 1;
            }
        }

        sections.Add(code[Math.Min(start, code.Length)..]);
        return sections;
    }

    public static FormatParts Of(string section)
    {
        var parts = new FormatParts { IsGeneral = section.Contains("General", StringComparison.OrdinalIgnoreCase) || section is "@" };
        if (parts.IsGeneral)
        {
            return parts;
        }

        for (var i = 0; i < section.Length;)
        {
            i = parts.Read(section, i);
        }

        return parts;
    }

    /// <summary>Reads one element and returns the place behind it.</summary>
    private int Read(string section, int i)
    {
        switch (section[i])
        {
            case '"':
                var end = section.IndexOf('"', i + 1);
                end = end < 0 ? section.Length : end;
                Literal(section[(i + 1)..end]);
                return end + 1;
            case '\\' when i + 1 < section.Length:
                Literal(section[(i + 1)..(i + 2)]);
                return i + 2;
            case '_' or '*':
                return i + 2; // white space as wide as, or filled with, the next character
            case '[':
                return Bracket(section, i);
            case '0' or '#' or '?' or '.' or ',' or '%':
                Placeholder(section[i]);
                return i + 1;
            default:
                return Letter(section, i);
        }
    }

    private int Bracket(string section, int i)
    {
        var end = section.IndexOf(']', i);
        if (end < 0)
        {
            return section.Length;
        }

        var inside = section[(i + 1)..end];
        if (inside.StartsWith('$'))
        {
            Literal(inside[1..].Split('-')[0]);
        }
        else if (inside.Length > 0 && inside.All(c => c is 'h' or 'H' or 'm' or 'M' or 's' or 'S'))
        {
            IsElapsed = true;
        }

        return end + 1;
    }

    private void Placeholder(char c)
    {
        if (c == '%')
        {
            Percents++;
            Literal("%");
            return;
        }

        if (c == '.')
        {
            _isAfterPoint = true;
        }
        else if (c == ',')
        {
            Thousands += _digits.Length > 0 ? 1 : 0;
        }
        else
        {
            HasGroups |= Thousands > 0 && !_isAfterPoint;
            Thousands = 0;
            Decimals += _isAfterPoint ? 1 : 0;
            FixedDecimals += _isAfterPoint && c == '0' ? 1 : 0;
            Zeros += !_isAfterPoint && c == '0' ? 1 : 0;
        }

        _digits.Append(c);
    }

    private int Letter(string section, int i)
    {
        var c = char.ToLowerInvariant(section[i]);
        if (c == 'e' && i + 1 < section.Length && section[i + 1] is '+' or '-')
        {
            HasExponent = true;
            return section.Length;
        }

        if (c is 'y' or 'd' or 'b' or 'g' or 'e')
        {
            HasDay = true;
        }
        else if (c is 'h' or 's')
        {
            HasTime = true;
        }
        else if (c == 'm')
        {
            // Minutes stand beside hours or seconds; a code with neither means months.
            HasDay |= section.IndexOfAny(['h', 'H', 's', 'S']) < 0;
            HasTime |= section.IndexOfAny(['h', 'H', 's', 'S']) >= 0;
        }
        else
        {
            Literal(section[i..(i + 1)]);
        }

        return i + 1;
    }

    private void Literal(string text) => (_digits.Length == 0 ? _prefix : _suffix).Append(text);
}
