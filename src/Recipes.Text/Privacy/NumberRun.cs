namespace Recipes.Text.Privacy;

/// <summary>The letters and digits from one place on, read over single blanks and hyphens: what may be one number.</summary>
internal sealed class NumberRun
{
    /// <summary>Longer than every number looked for, with a country code before it.</summary>
    private const int Most = 24;

    /// <summary>Blanks and hyphens between two groups, as in <c>138 - 1234 - 5678</c>.</summary>
    private const int MostBetween = 3;

    private readonly char[] _plain = new char[Most];
    private readonly int[] _end = new int[Most];
    private readonly List<int> _groups = [];

    /// <summary>The characters in plain form.</summary>
    public ReadOnlySpan<char> Plain => _plain.AsSpan(0, Length);

    /// <summary>How many characters were read, at most 24.</summary>
    public int Length { get; private set; }

    /// <summary>How many characters the run has up to the end of each group, ascending: a number ends at one of
    /// them.</summary>
    public IReadOnlyList<int> GroupEnds => _groups;

    /// <summary>The place in the text after the first characters of the run.</summary>
    public int EndOf(int characters) => _end[characters - 1];

    /// <summary>Reads from a letter or digit on.</summary>
    public void Read(string text, int start)
    {
        Length = 0;
        _groups.Clear();
        var at = start;
        while (at < text.Length && Length < Most)
        {
            var plain = PlainForm.Of(text[at]);
            if (PlainForm.IsLetterOrDigit(plain))
            {
                _plain[Length] = plain;
                _end[Length++] = ++at;
            }
            else if (PlainForm.IsInvisible(text[at]))
            {
                at++;
            }
            else
            {
                _groups.Add(Length);
                at = AfterSeparator(text, at);
                if (at < 0)
                {
                    return;
                }
            }
        }

        if (!PlainForm.IsLetterOrDigitAt(text, at))
        {
            _groups.Add(Length);
        }
    }

    /// <summary>Where the next group begins, or −1 where none follows.</summary>
    private static int AfterSeparator(string text, int at)
    {
        var hyphens = 0;
        for (var i = at; i < text.Length && i - at <= MostBetween; i++)
        {
            if (PlainForm.IsHyphen(text[i]))
            {
                if (++hyphens > 1)
                {
                    return -1;
                }
            }
            else if (!PlainForm.IsBlank(text[i]))
            {
                return i > at && PlainForm.IsLetterOrDigit(PlainForm.Of(text[i])) ? i : -1;
            }
        }

        return -1;
    }
}
