namespace Recipes.Torch.Generation.Json;

/// <summary>Reads a regular expression of JSON Schema: characters, ., classes, \d \w \s and their opposites, groups, |,
/// * + ? {m,n}, ^ at the beginning and $ at the end. All else is refused.</summary>
internal sealed class PatternReader
{
    private const int MostStates = 20_000; // {m,n} copies; chosen by hand
    private const int MostOpen = 100; // groups in each other; chosen by hand
    private const int LastCharacter = 0x10FFFF;

    private static readonly (int, int)[] _digits = [('0', '9')];
    private static readonly (int, int)[] _words = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
    private static readonly (int, int)[] _spaces = [('\t', '\r'), (' ', ' '), (0xA0, 0xA0), (0x2028, 0x2029), (0x3000, 0x3000)];

    private readonly string _text;
    private readonly List<PatternState> _states = [];
    private readonly PatternWork _work;
    private int _at;
    private int _open; // groups

    private PatternReader(string text, PatternWork work) => (_text, _work) = (text, work);

    /// <summary>The machine of a pattern, which may match anywhere in a text unless it is anchored.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="work">What it may take.</param>
    /// <exception cref="FormatException">It has what is not built, does not hold, or takes too much.</exception>
    public static TextPattern Read(string text, PatternWork work)
    {
        var reader = new PatternReader(text, work);
        var start = reader.State();
        var isAtStart = text.StartsWith('^');
        var isAtEnd = text.EndsWith('$') && !text.EndsWith("\\$", StringComparison.Ordinal);
        reader._at = isAtStart ? 1 : 0;
        var end = text.Length - (isAtEnd ? 1 : 0);
        var begin = isAtStart ? start : reader.Repeat(start, () => reader.Take(reader._states.Count - 1, [(0, LastCharacter)]), 0, null);
        var last = reader.Choice(begin, end);
        if (reader._at != end)
        {
            throw reader.Fault("it has a ) without a (");
        }

        last = isAtEnd ? last : reader.Any(last);
        var final = reader.State();
        reader._states[last].Free.Add(final);
        try
        {
            return new(reader._states, work);
        }
        catch (FormatException fault)
        {
            throw reader.Fault(fault.Message);
        }
    }

    private int State()
    {
        if (_states.Count >= MostStates)
        {
            throw Fault($"it needs more than {MostStates} states");
        }

        _work.Take(1);
        _states.Add(new());
        return _states.Count - 1;
    }

    private int Any(int from) => Repeat(from, () => Take(_states.Count - 1, [(0, LastCharacter)]), 0, null);

    /// <summary>A state behind one of the characters.</summary>
    private int Take(int from, IReadOnlyList<(int First, int Last)> ranges)
    {
        var lasts = new List<PatternState>();
        foreach (var sequence in ranges.SelectMany(range => Utf8Ranges.Of(range.First, range.Last)))
        {
            _states[from].Free.Add(_states.Count);
            foreach (var (first, last) in sequence)
            {
                var state = State();
                _states[state] = new() { First = first, Last = last, Next = state + 1 };
            }

            lasts.Add(_states[^1]);
        }

        var end = State();
        lasts.ForEach(last => last.Next = end);
        return end;
    }

    private int Choice(int from, int end)
    {
        var ends = new List<int>();
        while (true)
        {
            var branch = State();
            _states[from].Free.Add(branch);
            ends.Add(Sequence(branch, end));
            if (_at >= end || _text[_at] != '|')
            {
                break;
            }

            _at++;
        }

        var joined = State();
        ends.ForEach(last => _states[last].Free.Add(joined));
        return joined;
    }

    private int Sequence(int from, int end)
    {
        while (_at < end && _text[_at] is not ('|' or ')'))
        {
            var start = _at;
            var behind = Atom(State(from), end);
            var (least, most) = Count(end);
            if ((least, most) == (1, 1))
            {
                from = behind;
                continue;
            }

            var after = _at;
            from = Repeat(from, () => Again(start, end), least, most);
            _at = after;
        }

        return from;
    }

    private int Again(int start, int end)
    {
        _at = start;
        return Atom(_states.Count - 1, end);
    }

    private int State(int from)
    {
        var state = State();
        _states[from].Free.Add(state);
        return state;
    }

    /// <summary>Builds a part as often as it must and may come; the part begins at the newest state.</summary>
    private int Repeat(int from, Func<int> part, int least, int? most)
    {
        var exit = State();
        for (var i = 0; i < least; i++)
        {
            State(from);
            from = part();
        }

        if (most is null)
        {
            var loop = State(from);
            State(loop);
            var last = part();
            _states[last].Free.Add(loop);
            from = loop;
        }

        for (var i = least; i < most; i++)
        {
            _states[from].Free.Add(exit);
            State(from);
            from = part();
        }

        _states[from].Free.Add(exit);
        return exit;
    }

    private int Atom(int from, int end)
    {
        var sign = _text[_at];
        switch (sign)
        {
            case '(':
                return Group(from, end);
            case '[':
                return Take(from, Class(end));
            case '.':
                _at++;
                return Take(from, Others([('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)]));
            case '\\':
                return Take(from, Escape(end));
            case '*' or '+' or '?' or '{' or '}' or ']' or '^' or '$':
                throw Fault($"{sign} stands where a character is wanted");
            default:
                return Take(from, [One(end)]);
        }
    }

    private int Group(int from, int end)
    {
        if (++_open > MostOpen)
        {
            throw Fault($"it has groups in each other more than {MostOpen} deep");
        }

        _at++;
        if (_at < end && _text[_at] == '?')
        {
            _at = _text.AsSpan(_at).StartsWith("?:") ? _at + 2 : throw Fault("groups that begin with (? other than (?: are not built");
        }

        var behind = Choice(from, end);
        if (_at >= end || _text[_at] != ')')
        {
            throw Fault("a ( has no )");
        }

        (_at, _open) = (_at + 1, _open - 1);
        return behind;
    }

    private (int Least, int? Most) Count(int end)
    {
        if (_at >= end || _text[_at] is not ('*' or '+' or '?' or '{'))
        {
            return (1, 1);
        }

        (int, int?) count = _text[_at++] switch { '*' => (0, null), '+' => (1, null), '?' => (0, 1), _ => Braces(end) };
        _at += _at < end && _text[_at] == '?' ? 1 : 0; // as few as possible: the same texts
        return count;
    }

    private (int, int?) Braces(int end)
    {
        var close = _text.IndexOf('}', _at);
        var parts = close < 0 || close >= end ? [] : _text[_at..close].Split(',');
        _at = close + 1;
        return parts switch
        {
            [var one] when int.TryParse(one, out var n) => (n, n),
            [var one, ""] when int.TryParse(one, out var n) => (n, null),
            [var one, var two] when int.TryParse(one, out var n) && int.TryParse(two, out var m) && m >= n => (n, m),
            _ => throw Fault("a { is no count"),
        };
    }

    private List<(int, int)> Class(int end)
    {
        var isNot = _text.AsSpan(++_at).StartsWith("^");
        _at += isNot ? 1 : 0;
        var ranges = new List<(int First, int Last)>();
        while (_at < end && _text[_at] != ']')
        {
            ranges.AddRange(ClassPart(end));
        }

        _at = _at < end ? _at + 1 : throw Fault("a [ has no ]");
        return isNot ? Others(ranges) : ranges.Count > 0 ? ranges : throw Fault("a class is empty");
    }

    /// <summary>A character, a range of them, or \d and its like.</summary>
    private IReadOnlyList<(int, int)> ClassPart(int end)
    {
        var ranges = Single(end);
        if (ranges.Count > 1 || ranges[0].First != ranges[0].Last || _at + 1 >= end || _text[_at] != '-' || _text[_at + 1] == ']')
        {
            return ranges;
        }

        _at++;
        var (first, last) = (ranges[0].First, Single(end)[^1].Last);
        return last >= first ? [(first, last)] : throw Fault("a range of characters runs backwards");
    }

    private IReadOnlyList<(int First, int Last)> Single(int end) => _text[_at] == '\\' ? Escape(end) : [One(end)];

    private IReadOnlyList<(int, int)> Escape(int end)
    {
        _at++;
        var sign = _at < end ? _text[_at++] : throw Fault("it ends with \\");
        switch (sign)
        {
            case 'd':
                return _digits;
            case 'w':
                return _words;
            case 's':
                return _spaces;
            case 'D':
                return Others(_digits);
            case 'W':
                return Others(_words);
            case 'S':
                return Others(_spaces);
            case 't' or 'n' or 'r' or 'f' or 'v':
                var code = sign switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'f' => '\f', _ => '\v' };
                return [(code, code)];
            default:
                return !char.IsAsciiLetterOrDigit(sign) ? [(sign, sign)] : throw Fault($"\\{sign} is not built");
        }
    }

    private (int, int) One(int end)
    {
        if (!System.Text.Rune.TryGetRuneAt(_text, _at, out var rune))
        {
            throw Fault("it has half a character");
        }

        _at += rune.Utf16SequenceLength;
        return _at <= end ? (rune.Value, rune.Value) : throw Fault("half a character stands at its end");
    }

    private static List<(int, int)> Others(IReadOnlyList<(int First, int Last)> ranges)
    {
        var (others, next) = (new List<(int, int)>(), 0);
        foreach (var (first, last) in ranges.OrderBy(range => range.First))
        {
            if (first > next)
            {
                others.Add((next, first - 1));
            }

            next = Math.Max(next, last + 1);
        }

        if (next <= LastCharacter)
        {
            others.Add((next, LastCharacter));
        }

        return others;
    }

    private FormatException Fault(string fact) => new($"the pattern {(_text.Length > 80 ? _text[..80] + "…" : _text)} is not read: {fact}");
}
