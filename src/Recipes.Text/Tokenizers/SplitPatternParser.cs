using System.Text;

namespace Recipes.Text.Tokenizers;

/// <summary>Reads a pre-tokenizer's regular expression; see <see cref="SplitPattern"/> for what is read.</summary>
/// <remarks>alternatives := sequence ('|' sequence)* · sequence := (atom quantifier?)* ·
/// atom := character | set | '(?:' alternatives ')' | '(?i:' alternatives ')' | '(?=' … ')' | '(?!' … ')'.</remarks>
/// <param name="expression">The expression.</param>
/// <param name="readsWord">Whether <c>\w</c> is read, as Rust's regex means it; Oniguruma means another set.</param>
internal sealed class SplitPatternParser(string expression, bool readsWord = false)
{
    private const int LongestChars = 2_048; // the longest known pattern has 1,400
    private const int MostNodes = 100_000;

    private readonly Dictionary<string, CharacterSet> _sets = new(StringComparer.Ordinal);
    private int _position;
    private int _nodes;
    private bool _ignoresCase;

    /// <summary>The first node; see <see cref="PatternNode.Next"/>.</summary>
    /// <exception cref="FormatException">Something that is not read; the message names it.</exception>
    public PatternNode Parse()
    {
        if (expression.Length > LongestChars)
        {
            throw Unread($"more than {LongestChars} characters");
        }

        var alternatives = ParseAlternatives();
        return _position < expression.Length
            ? throw Unread("an unmatched )")
            : Link(alternatives, PatternNode.End);
    }

    private List<List<PatternNode>> ParseAlternatives()
    {
        var alternatives = new List<List<PatternNode>> { new() };
        while (_position < expression.Length && expression[_position] != ')')
        {
            if (expression[_position] == '|')
            {
                _position++;
                alternatives.Add([]);
                continue;
            }

            alternatives[^1].Add(expression[_position] == '(' ? ParseGroup() : ParseLoop());
        }

        return alternatives;
    }

    /// <summary>Nodes without a Next are joined here, from the last to the first.</summary>
    private PatternNode Link(List<List<PatternNode>> alternatives, PatternNode next)
    {
        var branches = alternatives.Select(sequence => Link(sequence, next)).ToList();
        return branches.Count == 1
            ? branches[0]
            : new PatternNode { Kind = PatternNodeKind.Branch, Branches = branches };
    }

    private PatternNode Link(List<PatternNode> sequence, PatternNode next)
    {
        for (var i = sequence.Count - 1; i >= 0; i--)
        {
            next = sequence[i] is { Kind: PatternNodeKind.Branch } group
                ? group with { Branches = group.Branches.Select(branch => Append(branch, next)).ToList() }
                : sequence[i] with { Next = next };
        }

        return next;
    }

    /// <summary>Replaces the end of a group's branch by what follows the group.</summary>
    private PatternNode Append(PatternNode node, PatternNode next)
    {
        if (++_nodes > MostNodes)
        {
            throw Unread($"more than {MostNodes} nodes");
        }

        return node.Kind switch
        {
            PatternNodeKind.Accept => next,
            PatternNodeKind.Branch => node with { Branches = node.Branches.Select(b => Append(b, next)).ToList() },
            _ => node with { Next = Append(node.Next!, next) }, // every linked node but these two has a Next
        };
    }

    private PatternNode ParseGroup()
    {
        var opening = new[] { "(?i:", "(?:", "(?=", "(?!" }.FirstOrDefault(StartsHere)
            ?? (StartsHere("(?") ? throw Unread($"the group '{Excerpt(4)}'") : "(");
        _position += opening.Length;
        var outer = _ignoresCase;
        _ignoresCase |= opening == "(?i:";
        var alternatives = ParseAlternatives();
        _ignoresCase = outer;
        if (_position++ >= expression.Length)
        {
            throw Unread("a group without )");
        }

        IReadOnlyList<PatternNode> branches = alternatives.Select(a => Link(a, PatternNode.End)).ToList();
        if (opening is "(?=" or "(?!")
        {
            return new() { Kind = PatternNodeKind.Lookahead, Branches = branches, IsNegative = opening == "(?!" };
        }

        var (least, most, isPossessive) = ParseQuantifier();
        if (most != 1 || isPossessive)
        {
            throw Unread("a repeated group");
        }

        return new()
        {
            Kind = PatternNodeKind.Branch,
            Branches = least == 0 ? [.. branches, PatternNode.End] : branches,
        };
    }

    private PatternNode ParseLoop()
    {
        var start = _position;
        var set = ParseSet();
        var key = expression[start.._position] + (_ignoresCase ? "i" : "");
        if (!_sets.TryAdd(key, set))
        {
            set = _sets[key];
        }

        var (least, most, isPossessive) = ParseQuantifier();
        return new()
        {
            Kind = PatternNodeKind.Loop,
            Set = set,
            Least = least,
            Most = most,
            IsPossessive = isPossessive,
        };
    }

    private (int Least, int Most, bool IsPossessive) ParseQuantifier()
    {
        if (Peek() is not ('?' or '*' or '+' or '{'))
        {
            return (1, 1, false);
        }

        (int Least, int Most) range = Peek() switch
        {
            '?' => (0, 1),
            '*' => (0, int.MaxValue),
            '+' => (1, int.MaxValue),
            _ => ParseCounts(),
        };

        _position++;
        if (Peek() is '?' or '*' or '{' || (Peek() == '+' && expression[_position - 1] == '}'))
        {
            throw Unread($"the quantifier '{expression[_position - 1]}{Peek()}'");
        }

        var isPossessive = Peek() == '+';
        _position += isPossessive ? 1 : 0;
        return (range.Least, range.Most, isPossessive);
    }

    /// <summary>Reads <c>{2}</c>, <c>{2,}</c> or <c>{1,3}</c> up to the closing brace.</summary>
    private (int Least, int Most) ParseCounts()
    {
        var close = expression.IndexOf('}', _position);
        var counts = close < 0 ? [] : expression[(_position + 1)..close].Split(',');
        if (counts.Length is not (1 or 2) || !int.TryParse(counts[0], CultureInfo.InvariantCulture, out var least))
        {
            throw Unread($"the quantifier '{Excerpt(6)}'");
        }

        var most = counts.Length == 1 ? least : int.MaxValue;
        if (
            counts.Length == 2
            && counts[1].Length > 0
            && !int.TryParse(counts[1], CultureInfo.InvariantCulture, out most)
        )
        {
            throw Unread($"the quantifier '{Excerpt(6)}'");
        }

        _position = close;
        return (least, most);
    }

    private CharacterSet ParseSet()
    {
        switch (expression[_position])
        {
            case '[':
                return ParseBrackets();
            case '.':
                _position++;
                return new(0, [('\n', '\n')], [], isNegated: true);
            case '^' or '$' or '*' or '+' or '?' or '{':
                throw Unread($"'{expression[_position]}'");
            default:
                var (set, codePoint) = ParseCharacter();
                return set ?? Single(codePoint);
        }
    }

    private CharacterSet ParseBrackets()
    {
        _position++;
        var isNegated = Peek() == '^';
        _position += isNegated ? 1 : 0;
        var ranges = new List<(int First, int Last)>();
        var parts = new List<CharacterSet>();
        while (Peek() is var c && c != ']')
        {
            if (c is '\0' or '[' || StartsHere("&&"))
            {
                throw Unread(c == '\0' ? "a set without ]" : $"'{Excerpt(2)}' inside a set");
            }

            var (set, first) = ParseCharacter();
            if (set is not null)
            {
                parts.Add(set);
                continue;
            }

            ranges.Add(ParseRange(first));
        }

        _position++;
        if (_ignoresCase)
        {
            throw Unread("a set inside (?i:");
        }

        return new(0, ranges, parts, isNegated);
    }

    private (int First, int Last) ParseRange(int first)
    {
        if (Peek() != '-' || _position + 1 >= expression.Length || expression[_position + 1] == ']')
        {
            return (first, first);
        }

        _position++;
        var (set, last) = ParseCharacter();
        return set is null && last >= first ? (first, last) : throw Unread("a range without an end");
    }

    /// <summary>A set such as <c>\s</c>, or a code point.</summary>
    private (CharacterSet? Set, int CodePoint) ParseCharacter()
    {
        if (expression[_position] == '\\')
        {
            return ParseEscape();
        }

        if (!Rune.TryGetRuneAt(expression, _position, out var rune))
        {
            throw Unread("half a surrogate pair");
        }

        _position += rune.Utf16SequenceLength;
        return (null, rune.Value);
    }

    private (CharacterSet? Set, int CodePoint) ParseEscape()
    {
        var c = _position + 1 < expression.Length ? expression[_position + 1] : '\0';
        _position += 2;
        return c switch
        {
            's' => (CharacterSet.WhiteSpace, 0),
            'S' => (new(0, [], [CharacterSet.WhiteSpace], isNegated: true), 0),
            'w' when readsWord => (CharacterSet.Word, 0),
            'd' or 'D' => (Category("Nd", isNegated: c == 'D'), 0),
            'p' or 'P' => (ParseProperty(isNegated: c == 'P'), 0),
            'r' => (null, '\r'),
            'n' => (null, '\n'),
            't' => (null, '\t'),
            'u' => (null, ParseHexadecimal()),
            _ when c > ' ' && c < 0x7F && !char.IsAsciiLetterOrDigit(c) => (null, c),
            _ => throw Unread($"'\\{c}'"),
        };
    }

    private int ParseHexadecimal()
    {
        var digits = expression.AsSpan(_position, Math.Min(4, expression.Length - _position));
        if (
            digits.Length < 4
            || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
        )
        {
            throw Unread("'\\u' without four hexadecimal digits");
        }

        _position += 4;
        return value;
    }

    private CharacterSet ParseProperty(bool isNegated)
    {
        var isBraced = Peek() == '{';
        var close = isBraced ? expression.IndexOf('}', _position) : _position + 1;
        if (close < 0 || close > expression.Length)
        {
            throw Unread("'\\p' without a name");
        }

        var name = isBraced ? expression[(_position + 1)..close] : expression[_position..close];
        _position = isBraced ? close + 1 : close;
        return Category(name, isNegated);
    }

    private CharacterSet Category(string name, bool isNegated) =>
        new(CharacterSet.Categories(name) ?? throw Unread($"'\\p{{{name}}}'"), [], [], isNegated);

    private CharacterSet Single(int codePoint)
    {
        if (!_ignoresCase || !(codePoint < 0x80 && char.IsAsciiLetter((char)codePoint)))
        {
            return _ignoresCase && codePoint >= 0x80
                ? throw Unread("a character outside ASCII inside (?i:")
                : new(0, [(codePoint, codePoint)], [], isNegated: false);
        }

        var (lower, upper) = (codePoint | 0x20, codePoint & ~0x20);
        // Two characters outside ASCII fold to ASCII letters: long s and the Kelvin sign.
        var other = lower switch { 's' => 0x17F, 'k' => 0x212A, _ => lower };
        return new(0, [(lower, lower), (upper, upper), (other, other)], [], isNegated: false);
    }

    private char Peek() => _position < expression.Length ? expression[_position] : '\0';

    private bool StartsHere(string word) => expression.AsSpan(_position).StartsWith(word, StringComparison.Ordinal);

    private string Excerpt(int lengthChars) =>
        expression.Substring(_position, Math.Min(lengthChars, expression.Length - _position));

    private FormatException Unread(string what) => new($"{what} is not read (at character {_position + 1})");
}
