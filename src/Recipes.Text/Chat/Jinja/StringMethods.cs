using System.Buffers;
using System.Numerics;

namespace Recipes.Text.Chat.Jinja;

/// <summary>Methods of Python's str that templates may call.</summary>
internal static class StringMethods
{
    private static readonly SearchValues<char> _lineEnds = SearchValues.Create(
        "\n\r\v\f\u001C\u001D\u001E\u0085\u2028\u2029"
    );
    private static readonly Dictionary<string, Func<string, CallArguments, RenderState, object?>> _methods = new(
        StringComparer.Ordinal
    )
    {
        ["strip"] = (text, a, _) => Strip(text, a, atStart: true, atEnd: true),
        ["lstrip"] = (text, a, _) => Strip(text, a, atStart: true, atEnd: false),
        ["rstrip"] = (text, a, _) => Strip(text, a, atStart: false, atEnd: true),
        ["split"] = (text, a, state) => Split(text, a, state, fromEnd: false),
        ["rsplit"] = (text, a, state) => Split(text, a, state, fromEnd: true),
        ["splitlines"] = (text, a, _) => Lines(text, PythonCompare.IsTrue(a.Get(0, "keepends", false))),
        ["startswith"] = (text, a, _) => Any(a, part => text.StartsWith(part, StringComparison.Ordinal), "startswith"),
        ["endswith"] = (text, a, _) => Any(a, part => text.EndsWith(part, StringComparison.Ordinal), "endswith"),
        ["replace"] = (text, a, state) => Replace(text, Text(a, 0), Text(a, 1), a.Get(2, "count"), state),
        ["upper"] = (text, _, _) => Upper(text),
        ["lower"] = (text, _, _) => text.ToLowerInvariant(),
        ["capitalize"] = (text, _, _) => Capitalize(text),
        ["title"] = (text, _, _) => Title(text),
        ["find"] = (text, a, _) => Place(text, text.IndexOf(Text(a, 0), StringComparison.Ordinal)),
        ["rfind"] = (text, a, _) => Place(text, text.LastIndexOf(Text(a, 0), StringComparison.Ordinal)),
        ["count"] = (text, a, _) => (BigInteger)(Pieces(text, Text(a, 0)) - 1),
        ["join"] = (text, a, state) => Join(text, a.Need(0, "iterable"), state),
        ["isdigit"] = (text, _, _) => text.Length > 0 && text.All(char.IsDigit),
        ["isalpha"] = (text, _, _) => text.Length > 0 && text.EnumerateRunes().All(System.Text.Rune.IsLetter),
        ["isalnum"] = (text, _, _) => text.Length > 0 && text.EnumerateRunes().All(System.Text.Rune.IsLetterOrDigit),
        ["isspace"] = (text, _, _) => text.Length > 0 && text.All(CodePoints.IsSpace),
        ["isupper"] = (text, _, _) => text.Any(char.IsUpper) && !text.Any(char.IsLower),
        ["islower"] = (text, _, _) => text.Any(char.IsLower) && !text.Any(char.IsUpper),
        ["removeprefix"] = (text, a, _) =>
            text.StartsWith(Text(a, 0), StringComparison.Ordinal) ? text[Text(a, 0).Length..] : text,
        ["removesuffix"] = (text, a, _) =>
            text.EndsWith(Text(a, 0), StringComparison.Ordinal) ? text[..^Text(a, 0).Length] : text,
        ["format"] = (_, _, _) => throw new JinjaException("NotImplementedError", "str.format is not built"),
    };

    /// <summary>The method bound to a text; null where there is none.</summary>
    public static JinjaFunction? Find(string text, string name) => _methods.TryGetValue(name, out var method)
        ? new("str." + name, (state, arguments) => method(text, arguments, state))
        : null;

    /// <summary><c>str.upper</c>: as .NET's, but ß becomes SS.</summary>
    public static string Upper(string text) => text.ToUpperInvariant().Replace("ß", "SS", StringComparison.Ordinal);

    /// <summary>First letter in upper case, the rest in lower case.</summary>
    public static string Capitalize(string text)
    {
        var first = text.Length == 0 ? 0 : CodePoints.Width(text, 0);
        return Upper(text[..first]) + text[first..].ToLowerInvariant();
    }

    /// <summary>The first letter of each run of letters in upper case.</summary>
    public static string Title(string text)
    {
        var letters = text.ToLowerInvariant().ToCharArray();
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = i == 0 || !char.IsLetter(letters[i - 1]) ? char.ToUpperInvariant(letters[i]) : letters[i];
        }

        return new(letters);
    }

    /// <summary><c>str.replace</c>.</summary>
    public static string Replace(string text, string old, string replacement, object? count, RenderState state)
    {
        var most = PythonCompare.Integer(count) is { Sign: >= 0 } limit
            ? (int)BigInteger.Min(limit, int.MaxValue)
            : int.MaxValue;
        state.SpendText(text.Length + (long)Math.Min(most, Pieces(text, old)) * replacement.Length);
        if (old.Length == 0)
        {
            var letters = CodePoints.Each(text);
            return string.Concat(letters.Select((letter, i) => i < most ? replacement + letter : letter))
                + (letters.Count < most ? replacement : "");
        }

        if (most == int.MaxValue)
        {
            return text.Replace(old, replacement, StringComparison.Ordinal);
        }

        var pieces = text.Split(old, (int)Math.Min((long)most + 1, int.MaxValue));
        return string.Join(replacement, pieces);
    }

    private static string Strip(string text, CallArguments arguments, bool atStart, bool atEnd) =>
        CodePoints.Strip(text, arguments.Get(0, "chars") as string, atStart, atEnd);

    private static int Pieces(string text, string part)
    {
        if (part.Length == 0)
        {
            return CodePoints.Count(text) + 2;
        }

        var count = 1;
        for (
            var i = text.IndexOf(part, StringComparison.Ordinal);
            i >= 0;
            i = text.IndexOf(part, i + part.Length, StringComparison.Ordinal)
        )
        {
            count++;
        }

        return count;
    }

    private static JinjaSequence Split(string text, CallArguments arguments, RenderState state, bool fromEnd)
    {
        state.SpendText(text.Length * 4L);
        var most = PythonCompare.Integer(arguments.Get(1, "maxsplit")) is { Sign: >= 0 } limit
            ? (int)BigInteger.Min(limit, int.MaxValue - 1)
            : int.MaxValue - 1;
        var separator = arguments.Get(0, "sep");
        if (separator is string { Length: 0 })
        {
            throw new JinjaException("ValueError", "empty separator");
        }

        var pieces = separator is string sep
            ? fromEnd ? SplitFromEnd(text, sep, most) : text.Split(sep, most + 1).ToList()
            : SplitAtSpace(text, most);
        return new(pieces.ToList<object?>());
    }

    private static List<string> SplitFromEnd(string text, string separator, int most)
    {
        var pieces = text.Split(separator).ToList();
        var joined = Math.Max(0, pieces.Count - 1 - most);
        return [string.Join(separator, pieces.Take(joined + 1)), .. pieces.Skip(joined + 1)];
    }

    private static List<string> SplitAtSpace(string text, int most)
    {
        var pieces = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            if (CodePoints.IsSpace(text[i]))
            {
                i++;
                continue;
            }

            var end = i;
            while (end < text.Length && (pieces.Count >= most || !CodePoints.IsSpace(text[end])))
            {
                end++;
            }

            pieces.Add(
                pieces.Count >= most ? CodePoints.Strip(text[i..end], null, atStart: false, atEnd: true) : text[i..end]
            );
            i = end;
        }

        return pieces;
    }

    private static JinjaSequence Lines(string text, bool keepsEnds)
    {
        var lines = new List<object?>();
        for (var start = 0; start < text.Length;)
        {
            var at = text.AsSpan(start).IndexOfAny(_lineEnds);
            var end = at < 0 ? text.Length : start + at;
            var next =
                end < text.Length
                    ? end + (text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1)
                    : end;
            lines.Add(text[start..(keepsEnds ? next : end)]);
            start = next;
        }

        return new(lines);
    }

    private static bool Any(CallArguments arguments, Func<string, bool> holds, string name)
    {
        var value = arguments.Need(0, "prefix");
        return value switch
        {
            string part => holds(part),
            JinjaSequence { Kind: SequenceKind.Tuple } parts => parts.Items.OfType<string>().Any(holds),
            _ => throw new JinjaException(
                "TypeError", $"{name} first arg must be str or a tuple of str, not {PythonCompare.TypeName(value)}"),
        };
    }

    private static string Text(CallArguments arguments, int index)
    {
        var value = arguments.Need(index, "argument");
        return value as string
            ?? throw new JinjaException("TypeError", $"must be str, not {PythonCompare.TypeName(value)}");
    }

    private static BigInteger Place(string text, int index) => index < 0 ? -1 : CodePoints.Count(text[..index]);

    private static string Join(string separator, object? items, RenderState state)
    {
        var parts = JinjaIteration
            .Of(items, state)
            .Select(
                (item, i) =>
                    item as string
                    ?? throw new JinjaException(
                        "TypeError",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"sequence item {i}: expected str instance, {PythonCompare.TypeName(item)} found"
                        )
                    )
            )
            .ToList();
        state.SpendText(parts.Sum(p => (long)p.Length + separator.Length));
        return string.Join(separator, parts);
    }
}
